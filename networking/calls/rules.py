"""May she call here? To everybody else there is no such room."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict
from networking.calls.kinds import CallRoom


def may_call(actor: Actor, room: CallRoom) -> bool:
    """Raises NotFound for a room one has no part in, Conflict while it is not open."""
    if not room.kind.may_call(actor, room.key):
        raise Conflict("call.not_open", _("One can see and hear each other while the room is open."))
    return True

"""Coming into one room by its code, without an account."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries
from accounts.guests import actions, doors, passes
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Conflict
from core.models import Conference
from core.payload import Line, Payload, Slug


class Enter(Payload):
    conference: Slug
    code: Annotated[str, Line(12, 1)]
    name: Annotated[str, Line(40)] = ""


@command(
    "guest.enter", schema=Enter, subject=lambda data: queries.conference(data.conference), permission="public",
    limit=Limit(200, 3600), form="accounts/_guest_form.html",
)  # fmt: skip
def enter(actor: Actor, conference: Conference, data: Enter) -> Result:
    """Come into one room by the code on its screen, to watch, ask and vote, where the organizers allow guests."""
    door = doors.find(conference, data.code.upper())
    if actor.joined or actor.guest_of == door.scope:
        return {"url": door.url}
    if actor.signed_in:
        raise Conflict("guest.signed_in", _("You are signed in. Join the congress, or sign out to come as a guest."))
    member = actions.come_in(conference, door, data.name)
    return {"url": reverse("guest", args=[passes.make(member.person_id, door.url)])}

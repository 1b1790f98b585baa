"""May she? A lounge is for whom its visibility names; to all others, and once it is archived, it is not there."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.commands import ORGANIZE
from conference.lounges.models import Lounge
from conference.rooms.admission.rules import CHOSEN, is_chosen
from conference.rooms.chatting import Chat
from core import actor as actors
from core.actor import BARS, Actor
from core.errors import Forbidden
from core.statements import Statement
from core.text import as_id
from core.unit import once

_LOUNGE = Statement(lambda pk: Lounge.objects.filter(pk=pk))


def lounge_of(key: str) -> Lounge | None:
    """The lounge of a stream or chat, read once for all rules of one command."""
    return once(("lounge", key), lambda: _LOUNGE.first(pk=as_id(key)))


def may_enter(actor: Actor, lounge: Lounge) -> bool:
    """Members as its visibility says; nobody whom a moderator keeps out. No query."""
    belongs = actor.joined and actor.conference_id == lounge.conference_id and not actor.held(BARS, lounge.scope)
    if not belongs or lounge.archived_at is not None:
        return False
    return lounge.visibility not in CHOSEN or is_chosen(actor, lounge)


def is_there(actor: Actor, lounge: Lounge) -> bool:
    """Whether somebody may know of it: who may come in, and organizers also of one that is archived."""
    return may_enter(actor, lounge) or actor.can(ORGANIZE)


def _writes(actor: Actor, lounge: Lounge) -> bool:
    """In an open lounge. Raises Forbidden in a closed one, and for somebody whose writing is paused."""
    if not may_enter(actor, lounge):
        return False
    actors.must_not_be_held(actor, lounge.scope)
    if not lounge.open and not actor.can("moderate", lounge.scope):
        raise Forbidden("lounge.closed", _("This lounge is closed for now. You can read on."))
    return True


def desk_page(lounge: Lounge) -> str:
    return reverse("lounge_desk", args=[lounge.conference.slug, lounge.pk])


CHAT = Chat(lounge_of, may_enter, _writes, str, desk_page)

"""May she? About shifts and queues."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, NotFound
from moderation.duty import items, queries
from moderation.duty.items import Item
from moderation.duty.models import Decision, Shift, Watch

# Ten seconds for people, and as long again on a slow line; letters wait until then
UNDO = timedelta(seconds=20)
# A note may follow for so long after the end of a shift
NOTES = timedelta(hours=1)


def is_mine(actor: Actor, shift: Shift) -> bool:
    """Only one's own shift, also when it is just over. To others it is not there."""
    if shift.membership_id != actor.membership_id:
        raise NotFound
    return True


def open_for_notes(shift: Shift) -> bool:
    return shift.starts_at <= clock.now() <= shift.ends_at + NOTES


def may_claim(actor: Actor, item: Item) -> bool:
    """Who may decide about it."""
    return items.of(item.kind).may(actor, item.key)


def may_take_back(actor: Actor, decision: Decision) -> bool:
    """Who decided, and only for a moment: letters about it have not gone out yet."""
    if decision.by_id != actor.person_id:
        raise NotFound
    if decision.at + UNDO < clock.now():
        raise Conflict("item.too_late", _("It is too late to take that back. Decide anew."))
    return True


def watch(conference_id: int, scope: str) -> Watch:
    """The queue of a name; NotFound where nothing has waited yet."""
    found = queries.watch(conference_id, scope)
    if found is None:
        raise NotFound
    return found

"""May she? About shifts and queues."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.actor import Actor
from core.errors import NotFound
from moderation.duty import queries
from moderation.duty.models import Shift, Watch

# A note may follow for so long after the end of a shift
NOTES = timedelta(hours=1)


def is_mine(actor: Actor, shift: Shift) -> bool:
    """Only one's own shift, also when it is just over. To others it is not there."""
    if shift.membership_id != actor.membership_id:
        raise NotFound
    return True


def open_for_notes(shift: Shift) -> bool:
    return shift.starts_at <= clock.now() <= shift.ends_at + NOTES


def watch(conference_id: int, scope: str) -> Watch:
    """The queue of a name; NotFound where nothing has waited yet."""
    found = queries.watch(conference_id, scope)
    if found is None:
        raise NotFound
    return found

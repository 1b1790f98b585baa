"""What other screens must learn about doors: that a room is for others than before, and who is invited."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Membership
from conference.rooms.admission.doorway import Doorway
from realtime import registry
from realtime.registry import EventData, Fragment


class DoorsData(EventData):
    room: int


class Invited(EventData):
    ref: str
    name: str


class InvitedData(EventData):
    """Everybody who is invited to a place, `subject` and its `id`, so that the newest event is all one needs."""

    subject: str
    id: int
    invited: list[Invited]


DOORS, INVITED = "room.doors", "room.invited"
registry.event(
    DOORS,
    DoorsData,
    text="A room is for others than before: whoever may not be there any more has been shown out.",
    doors=True,
)
registry.event(
    INVITED,
    InvitedData,
    Fragment("", "{subject}-invited-{id}", "conference/_invited_list.html"),
    text="At the desk of a room or lounge: who is invited to it now.",
)


def invited(door: Doorway, members: Iterable[Membership]) -> InvitedData:
    named = [Invited(ref=one.ref, name=one.shown_name) for one in members]
    return InvitedData(subject=door.scope.partition(":")[0], id=door.pk, invited=named)

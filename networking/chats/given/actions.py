"""Chats that nobody chose: given by a round. The same cells, letters and news as a booked one.

Also cells for what is no chat of two, such as a mentor table: nobody is at two places at once.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import Membership
from core.actor import Actor
from networking.chats import actions, events, queries
from networking.chats.models import Chat, EngagementCell
from networking.mentors import apart, busy, cells


def give(mentor: Membership, mentee: Membership, start: datetime, end: datetime) -> Chat | None:
    """A confirmed chat of these two, or None when it cannot be (any more). The caller holds both people's locks.

    Every reason is looked at and none is told: kept apart, met already, taken, gone, full.
    """
    pair = {mentor.person_id, mentee.person_id}
    until = end + cells.BUFFER
    taken = busy.of(pair, start, until)
    profile = getattr(mentor, "mentor_profile", None)
    reasons = [
        bool(apart.of(mentee.person_id, mentee.conference_id, {mentor.person_id})),
        queries.had_theirs(mentor.pk, mentee.pk),
        any(cells.overlap(start, until, taken.get(person, [])) for person in pair),
        mentor.state != Membership.State.ACTIVE or mentee.state != Membership.State.ACTIVE,
        profile is None or not profile.approved or queries.load_of(mentor.pk) >= profile.capacity,
    ]
    if any(reasons):
        return None
    chat = actions.make(
        cells.BUFFER, conference=mentor.conference, mentor=mentor, mentee=mentee, slot=None, kind=Chat.Kind.ROUND,
        state=Chat.State.CONFIRMED, start=start, end=end, question="", untold=True,
    )  # fmt: skip
    actions.note(Actor(conference_id=chat.conference_id), chat, "given")
    actions.tell(chat, events.BOOKED)
    return chat


def hold(person_id: int, start: datetime, end: datetime, holder: str) -> bool:
    """Keep a person's cells for something that is no chat; False when she is taken. The caller holds her lock."""
    if cells.overlap(start, end, busy.of({person_id}, start, end).get(person_id, [])):
        return False
    kept = cells.between(start, end)
    EngagementCell.objects.bulk_create([EngagementCell(person_id=person_id, cell=cell, holder=holder) for cell in kept])
    return True


def release(holder: str, person_id: int | None = None) -> None:
    """Give the cells of a holder back, of one person or of all."""
    kept = EngagementCell.objects.filter(holder=holder)
    (kept if person_id is None else kept.filter(person_id=person_id)).delete()

"""The only writers of mentor profiles, topics and slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Membership
from core import clock, ended
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from core.prepared import Prepared, Said, together
from networking.mentors import cells, locks
from networking.mentors.cells import Span
from networking.mentors.models import MentorProfile, Slot, Topic
from schedule.calendars import walls

MOST_OPEN = 60  # slots of one mentor
BEFORE, AFTER = timedelta(days=60), timedelta(days=30)


def set_topics(conference: Conference, names: Sequence[str]) -> None:
    """Make the taxonomy of a conference these names in this order; mentors lose the topics that are gone."""
    names = list(dict.fromkeys(name for name in names if name))
    Topic.objects.filter(conference=conference).exclude(name__in=names).delete()
    for position, name in enumerate(names):
        Topic.objects.update_or_create(conference=conference, name=name, defaults={"position": position})


def offer(
    membership: Membership,
    *,
    headline: str,
    about: str = "",
    topics: Iterable[int] = (),
    can_help_with: Sequence[str] = (),
    languages: Sequence[str] = (),
    meeting_link: str = "",
    offers: Sequence[str] = (),
    path: str = "",
    visibility: str = MentorProfile.Visibility.LISTED,
    capacity: int = 8,
    approved: bool = False,
) -> MentorProfile:
    """Offer to be a mentor, or change the offer. Approval, once given, stays.

    Raises Invalid for topics of another conference.
    """
    wanted = set(topics)
    known = set(
        Topic.objects.filter(conference_id=membership.conference_id, pk__in=wanted).values_list("pk", flat=True)
    )
    if known != wanted:
        raise Invalid("mentor.unknown_topic", _("Choose topics from the list."), field="topics")
    # An ambassador for peers who offers to mentor is new as a mentor
    new = not MentorProfile.objects.filter(membership=membership, peer=False).exists()
    profile, _fresh = MentorProfile.objects.update_or_create(
        membership=membership,
        defaults={
            "headline": headline,
            "about": about,
            "can_help_with": list(can_help_with),
            "languages": list(dict.fromkeys(languages)),
            "meeting_link": meeting_link,
            "peer": False,
            "offers": list(dict.fromkeys(offers)),
            "path": path,
            "visibility": visibility,
            "capacity": capacity,
        },
    )
    if new:
        MentorProfile.objects.filter(pk=profile.pk).update(approved=approved)
        profile.approved = approved
    profile.topics.set(known)
    return profile


def offer_peer(membership: Membership) -> MentorProfile:
    """An ambassador as somebody for peers: no approval, no list, any field, her own languages."""
    return MentorProfile.objects.create(
        membership=membership, headline=_("Early Career Ambassador"), languages=list(membership.person.languages),
        peer=True, approved=True, capacity=40,
    )  # fmt: skip


def approve(actor: Actor, profile: MentorProfile, on: bool) -> None:
    """Let a mentor into the directory with the role that goes with it, or take both back."""
    MentorProfile.objects.filter(pk=profile.pk).update(approved=on)
    accounts.set_role(actor, profile.membership, "mentor", on)


def offer_slots(actor: Actor, profile: MentorProfile, day: date, at: time, count: int) -> list[Slot]:
    """Offer `count` chats in a row from a wall-clock time in the mentor's own zone.

    Raises Invalid for a time that does not exist that night, lies in the past or far from the congress; Conflict when
    it overlaps what is offered already.
    """
    first = walls.instant(datetime.combine(day, at), clock.zone(actor.zone))
    if first is None:
        raise Invalid("slots.missing_hour", _("The clocks jump over that time in your zone."), field="time")
    if first != cells.floor(first):
        raise Invalid("slots.not_on_five", _("Choose a time on a full five minutes."), field="time")
    return add_slots(profile, cells.in_a_row(first, count))


def add_slots(profile: MentorProfile, spans: Sequence[Span]) -> list[Slot]:
    """Offer these spans (UTC)."""
    locks.people(profile.membership.person_id)
    _check_range(profile, spans)
    there = Slot.objects.filter(mentor=profile, end__gt=clock.now()).exclude(state=Slot.State.WITHDRAWN)
    known = list(there.values_list("start", "end"))
    if len(known) + len(spans) > MOST_OPEN:
        raise Invalid("slots.too_many", _("That is more than you can keep open at once."), field="count")
    if any(cells.overlap(start, end + cells.BUFFER, [(a, b + cells.BUFFER) for a, b in known]) for start, end in spans):
        raise Conflict("slots.overlap", _("You offer a time there already. Chats need 10 minutes between them."))
    return Slot.objects.bulk_create([Slot(mentor=profile, start=start, end=end) for start, end in spans])


def _check_range(profile: MentorProfile, spans: Sequence[Span]) -> None:
    conference = profile.membership.conference
    zone = clock.zone(conference.zone)
    if any(start <= clock.now() for start, _end in spans):
        raise Invalid("slots.in_the_past", _("That time is over."), field="day")
    first, last = conference.starts_on - BEFORE, conference.ends_on + AFTER
    if any(not first <= start.astimezone(zone).date() <= last for start, _end in spans):
        raise Invalid("slots.too_far", _("Choose a day nearer to the congress."), field="day")


def withdraw_slot(actor: Actor, slot: Slot) -> None:
    """Take an open slot back. One that was booked meanwhile stays: cancel the chat instead."""
    if not move_slot(slot.pk, Slot.State.OPEN, Slot.State.WITHDRAWN):
        raise Conflict("slot.not_open", _("That time is taken or withdrawn. To cancel a chat, open it."))


MOVE = Prepared(f"UPDATE {Slot._meta.db_table} SET state = %s WHERE id = %s AND state = %s RETURNING id")  # noqa: S608


def move_slot(pk: int, was: Slot.State, to: Slot.State) -> bool:
    """Compare and set the state of a slot; False when somebody was faster."""
    return bool(together(moving(pk, was, to))[0])


def moving(pk: int, was: Slot.State, to: Slot.State) -> Said:
    """The same as a statement, to be said with others; it answers with no row when somebody was faster."""
    return MOVE, (to.value, pk, was.value)


def erase_mentor(person_id: int) -> None:
    """Take a person out of the mentors."""
    MentorProfile.objects.filter(membership__person_id=person_id).delete()


def erase_slots(person_id: int) -> None:
    Slot.objects.filter(mentor__membership__person_id=person_id).delete()


def forget_slots(conferences: Sequence[int]) -> int:
    """Drop the times of these conferences; how many."""
    slots = Slot.objects.filter(mentor__membership__conference__in=conferences)
    return slots.delete()[1].get("mentors.Slot", 0)


def forget_profiles(conferences: Sequence[int]) -> int:
    """Drop some of the mentors' profiles of these conferences; how many."""
    some = MentorProfile.objects.filter(membership__conference__in=conferences).values_list("pk", flat=True)
    gone = MentorProfile.objects.filter(pk__in=list(some[: ended.AT_ONCE])).delete()
    return gone[1].get("mentors.MentorProfile", 0)

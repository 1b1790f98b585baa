"""Readers of mentors, their topics and slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, prefetch_related_objects

from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.statements import Statement
from networking.mentors import apart, busy, cells
from networking.mentors.cells import Span
from networking.mentors.models import MentorProfile, Slot, Topic

AHEAD = timedelta(days=60)
SOONEST = 80  # times looked at for alternatives


def topics(conference_id: int) -> QuerySet[Topic]:
    return Topic.objects.filter(conference_id=conference_id)


def profile_of(membership_id: int | None) -> MentorProfile | None:
    """The profile of a member as a mentor, approved or not."""
    found = MentorProfile.objects.filter(membership=membership_id or 0)
    return found.select_related("membership__person").prefetch_related("topics").first()


def profile(pk: int) -> MentorProfile:
    found = MentorProfile.objects.select_related("membership__person").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def slot(pk: int) -> Slot:
    found = Slot.objects.select_related("mentor__membership__person", "mentor__membership__conference")
    if (row := found.filter(pk=pk).first()) is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Standing:
    """A slot as far as one must know it to try for it."""

    state: str
    membership: int
    person: int
    start: datetime
    end: datetime


_STANDING = Statement(
    lambda slot: Slot.objects.filter(pk=slot).values_list(
        "state", "mentor__membership", "mentor__membership__person", "start", "end"
    )
)


def standing(pk: int) -> Standing:
    """Whether a slot is open, and whose it is. One small query: many come for one that is taken."""
    if not (found := _STANDING.asked(slot=pk).ahead()):
        raise NotFound
    return Standing(*found[0])


def approved(conference_id: int) -> QuerySet[MentorProfile]:
    """Approved mentors who are members now, by name."""
    found = MentorProfile.objects.filter(
        approved=True,
        peer=False,
        membership__conference_id=conference_id,
        membership__state=Membership.State.ACTIVE,
    )
    return (
        found.select_related("membership__person")
        .prefetch_related("topics")
        .order_by("membership__person__display_name")
    )


def listed(conference_id: int) -> QuerySet[MentorProfile]:
    """Those of them who want to be found."""
    return approved(conference_id).filter(visibility=MentorProfile.Visibility.LISTED)


def by_ref(conference_id: int, ref: str) -> MentorProfile:
    found = listed(conference_id).filter(membership__ref=ref).first()
    if found is None:
        raise NotFound
    return found


def waiting(conference_id: int) -> QuerySet[MentorProfile]:
    """Who offered and waits for approval."""
    found = MentorProfile.objects.filter(approved=False, membership__conference_id=conference_id)
    return found.select_related("membership__person").prefetch_related("topics").order_by("pk")


def own_slots(profile: MentorProfile) -> QuerySet[Slot]:
    """A mentor's own slots from now on."""
    found = Slot.objects.filter(mentor=profile, end__gt=clock.now())
    return found.exclude(state=Slot.State.WITHDRAWN).order_by("start")


def open_spans(members: Collection[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """Open times of these members as mentors, by membership. One query."""
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Slot.objects.filter(mentor__membership__in=list(members), state=Slot.State.OPEN)
    rows = rows.filter(start__gte=start, end__lte=end)
    for member, since, until in rows.values_list("mentor__membership", "start", "end"):
        found[member].append((since, until))
    return found


@dataclass(frozen=True, slots=True)
class Card:
    """A mentor as the directory shows her; `next_slot` is the first at which both are free."""

    profile: MentorProfile
    topics: list[str]
    next_slot: Slot | None
    shared: int = 0

    @property
    def name(self) -> str:
        return self.profile.membership.shown_name

    @property
    def ref(self) -> str:
        return self.profile.membership.ref


def cards(actor: Actor, profiles: Iterable[MentorProfile]) -> list[Card]:
    """Cards with the next time both are free. Four queries however many mentors there are."""
    rows = list(profiles)
    free = shared_slots(actor, rows)
    return [Card(row, [t.name for t in row.topics.all()], next(iter(free.get(row.pk, [])), None)) for row in rows]


def _open_ahead(now: datetime) -> QuerySet[Slot]:
    return Slot.objects.filter(state=Slot.State.OPEN, start__gt=now, start__lt=now + AHEAD).order_by("start", "pk")


def shared_slots(actor: Actor, profiles: Iterable[MentorProfile]) -> dict[int, list[Slot]]:
    """Open slots by profile at which the mentor and the asker are both free.

    A block, a conflict, a no-thank-you, whoever said so, leaves no times: it reads like a mentor whose times are gone.
    """
    rows = {row.pk: row.membership.person_id for row in profiles}
    now = clock.now()
    return _both_free(actor, list(_open_ahead(now).filter(mentor__in=rows)), rows, now)


def _both_free(actor: Actor, slots: list[Slot], persons: Mapping[int, int], now: datetime) -> dict[int, list[Slot]]:
    """Of these slots, by profile, those at which nothing keeps the two from meeting; `persons` by profile."""
    mentors = set(persons.values())
    me = actor.person_id or 0
    taken = busy.of(mentors | {me}, now, _last(slots, now)) if slots else {}
    kept_apart = apart.of(me, actor.conference_id or 0, mentors) | {me}
    found: dict[int, list[Slot]] = defaultdict(list)
    for each in slots:
        mentor = persons[each.mentor_id]
        if mentor not in kept_apart and not any(_clash(each, taken.get(who, [])) for who in (mentor, me)):
            found[each.mentor_id].append(each)
    return found


def _last(slots: list[Slot], now: datetime) -> datetime:
    return max((each.end for each in slots), default=now) + cells.BUFFER


def _clash(slot: Slot, spans: list[Span]) -> bool:
    return cells.overlap(slot.start, slot.end + cells.BUFFER, spans)


def alternatives(
    actor: Actor, instead_of: MentorProfile | None, limit: int = 3, without: Collection[int] = ()
) -> list[Card]:
    """Other mentors who have time, those with shared topics first, then the soonest.

    Never the mentor herself, nor the profiles in `without`: what is offered instead must not tell why she was not.
    Looks at the soonest times only: a refusal costs the same few queries at a large congress, and loads few mentors.
    """
    now = clock.now()
    left_out = {*without, *([instead_of.pk] if instead_of else [])}
    ahead = _open_ahead(now).filter(mentor__in=listed(actor.conference_id or 0).order_by()).exclude(mentor__in=left_out)
    soonest = ahead.select_related("mentor__membership__person")
    alike = soonest.filter(mentor__in=_alike(instead_of)) if instead_of else soonest.none()
    first, then = list(alike[:SOONEST]), list(soonest[:SOONEST])
    profiles = {each.mentor_id: each.mentor for each in (*first, *then)}
    persons = {pk: row.membership.person_id for pk, row in profiles.items()}
    times = list({each.pk: each for each in (*first, *then)}.values())
    free = _both_free(actor, times, persons, now)
    found = list(dict.fromkeys(each.mentor_id for each in (*first, *then) if each in free.get(each.mentor_id, [])))
    chosen = [profiles[pk] for pk in found[:limit]]
    prefetch_related_objects(chosen, "topics")
    return [Card(row, [t.name for t in row.topics.all()], free[row.pk][0]) for row in chosen]


def _alike(profile: MentorProfile) -> QuerySet[MentorProfile]:
    """Who shares a topic with her."""
    return MentorProfile.objects.filter(topics__in=profile.topics.all())


def languages(profiles: Iterable[MentorProfile]) -> list[str]:
    """All languages these mentors speak, for the filter."""
    return sorted({language for row in profiles for language in row.languages})

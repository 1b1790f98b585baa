"""Brings together what a round is solved on: one reading of the database, arrays out."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
import numpy.typing as npt

from accounts import blocks
from accounts.models import Membership, User
from core import clock
from networking.availability import queries as availability
from networking.chats import queries as chats
from networking.matchmaking.rounds import Instance, Meeting
from networking.matchmaking.scoring import Side, Weights, scores
from networking.matchmaking.sides import mentee_side, mentor_side
from networking.mentors import busy
from networking.mentors import queries as mentors
from networking.mentors.cells import BUFFER, Span
from networking.mentors.models import MentorProfile
from networking.rounds.models import SLOT, Entry, Proposal, Round
from networking.rounds.solving.grid import Grid
from networking.wishes import queries as wishes
from networking.wishes.models import MenteeProfile
from schedule.calendars import walls

SOONEST = timedelta(hours=2)  # nobody is given a chat with less notice
Bools = npt.NDArray[np.bool_]
FIRST, NOT_YET, OTHERS = 0, 1, 2  # tiers


@dataclass(frozen=True, slots=True)
class Gathered:
    """Rows and columns of the instance as people; `fixed` are meetings paired by hand."""

    instance: Instance
    grid: Grid
    mentees: list[Membership]
    mentors: list[Membership]
    mentee_sides: list[Side]
    mentor_sides: list[Side]
    liked: dict[tuple[int, int], str]
    known: set[tuple[int, int]]
    fixed: list[Meeting]

    @property
    def input_hash(self) -> str:
        """SHA-256 of all that decides, in an order that does not depend on how rows came in."""
        it = self.instance
        rows = sorted(range(len(it.mentee_ids)), key=lambda i: it.mentee_ids[i])
        columns = sorted(range(len(it.mentor_ids)), key=lambda j: it.mentor_ids[j])
        digest = hashlib.sha256(f"{it.seed}|{self.grid}".encode())
        digest.update("|".join([it.mentee_ids[i] for i in rows] + [it.mentor_ids[j] for j in columns]).encode())
        for table in (it.score, it.allowed):
            digest.update(np.ascontiguousarray(table[np.ix_(rows, columns)]).tobytes())
        for array in (it.mentee_free, it.wanted, it.tier):
            digest.update(np.ascontiguousarray(array[rows]).tobytes())
        for array in (it.mentor_free, it.capacity):
            digest.update(np.ascontiguousarray(array[columns]).tobytes())
        digest.update(
            repr(sorted((it.mentee_ids[m.mentee], it.mentor_ids[m.mentor], m.slot) for m in self.fixed)).encode()
        )
        return digest.hexdigest()


def grid_of(round_: Round) -> Grid:
    zone = clock.zone(round_.conference.zone)
    first = walls.instant_or_jump(datetime.combine(round_.first_day, time(0)), zone)
    last = walls.instant_or_jump(datetime.combine(round_.last_day + timedelta(days=1), time(0)), zone)
    return Grid(first, (last - first) // SLOT, SLOT)


def gather(round_: Round) -> Gathered:
    """Everything a round is solved on, as the database has it now. About twenty queries, however many take part."""
    entries = list(
        round_.entries.filter(membership__state="active").select_related("membership__person").order_by("pk")
    )
    profiles = {row.membership_id: row for row in mentors.approved(round_.conference_id)}
    mentee_entries = [one for one in entries if one.side == Entry.Side.MENTEE]
    mentor_entries = [one for one in entries if one.side == Entry.Side.MENTOR and one.membership_id in profiles]
    these = [one.membership for one in mentee_entries]
    those = [one.membership for one in mentor_entries]
    looking = wishes.profiles(round_.conference_id)
    mentee_sides = [mentee_side(one, looking.get(one.pk)) for one in these]
    mentor_sides = [mentor_side(one, profiles[one.pk]) for one in those]
    grid = grid_of(round_)
    mentee_free, mentor_free = _free(grid, these, those)
    met = chats.met_pairs(round_.conference_id)
    liked, known = _liked(round_, these, those), _known(these, those)
    had = Counter(mentee for _mentor, mentee in met)
    given = Counter(mentor for mentor, _mentee in met)
    in_round = _given_in(round_)
    instance = Instance(
        score=scores(mentee_sides, mentor_sides, weights_of(round_), known=known, liked=liked),
        allowed=_allowed(round_, these, those, chats.pairs_that_had_theirs(round_.conference_id), profiles),
        mentee_free=mentee_free,
        mentor_free=mentor_free,
        capacity=_whole(
            min(one.chats - in_round[pk], profiles[pk].capacity - given[pk])
            for one in mentor_entries
            for pk in [one.membership_id]
        ),
        wanted=_whole(min(one.chats, round_.most_chats) - in_round[one.membership_id] for one in mentee_entries),
        tier=_whole(tier(looking.get(one.pk), had[one.pk]) for one in these),
        mentee_ids=[one.ref for one in these],
        mentor_ids=[one.ref for one in those],
        seed=round_.seed,
    )  # fmt: skip
    fixed = _fixed(round_, grid, these, those)
    return Gathered(instance, grid, these, those, mentee_sides, mentor_sides, liked, known, fixed)


def _whole(numbers: Iterable[int]) -> npt.NDArray[np.int64]:
    return np.array([max(0, number) for number in numbers], np.int64)


def weights_of(round_: Round) -> Weights:
    return Weights(**round_.weights)


def tier(profile: MenteeProfile | None, chats_had: int) -> int:
    """Who comes first when mentors are few: 0, 1 or 2."""
    if chats_had:
        return OTHERS
    return FIRST if profile and (profile.first_time or profile.bursary or profile.alone) else NOT_YET


def _free(grid: Grid, these: Sequence[Membership], those: Sequence[Membership]) -> tuple[Bools, Bools]:
    """When each has time within what she offered: her spans, a mentor's open times, without what she is busy with."""
    last = grid.start(grid.count)
    everybody = {one.pk: one for one in (*these, *those)}
    free = availability.free(everybody.values(), grid.first, last)
    offered = mentors.open_spans(everybody, grid.first, last)
    taken = busy.of({one.person_id for one in everybody.values()}, grid.first - SLOT, last)
    earliest = clock.now() + SOONEST

    def rows(members: Sequence[Membership], also: dict[int, list[Span]]) -> Bools:
        found = np.zeros((len(members), grid.count), bool)
        for row, one in zip(found, members, strict=True):
            row[:] = grid.row([*free.get(one.pk, []), *also.get(one.pk, [])], taken.get(one.person_id, []), earliest)
        return found

    with_rest = {pk: [(start, end + BUFFER) for start, end in spans] for pk, spans in offered.items()}
    return rows(these, {}), rows(those, with_rest)


def _allowed(
    round_: Round,
    these: Sequence[Membership],
    those: Sequence[Membership],
    met: Collection[tuple[int, int]],
    profiles: dict[int, MentorProfile],
) -> Bools:
    """Who may be paired: no conflict, block or no-thanks, not met here, a common language, not oneself."""
    at = {one.pk: number for number, one in enumerate(these)}
    column = {one.pk: number for number, one in enumerate(those)}
    allowed = np.ones((len(these), len(those)), bool)
    apart = wishes.apart_pairs(these, those) | {(mentee, mentor) for mentor, mentee in met}
    for mentee, mentor in apart:
        if mentee in at and mentor in column:
            allowed[at[mentee], column[mentor]] = False
    of_person: dict[int, int] = {one.person_id: number for number, one in enumerate(these)}
    for j, mentor_member in enumerate(those):
        if mentor_member.person_id in of_person:
            allowed[of_person[mentor_member.person_id], j] = False
    columns = {one.person_id: number for number, one in enumerate(those)}
    for a, b in blocks.pairs(round_.conference_id):
        for one, other in ((a, b), (b, a)):
            if one in of_person and other in columns:
                allowed[of_person[one], columns[other]] = False
    found: Bools = allowed & _languages(these, those, profiles)
    return found


def _languages(these: Sequence[Membership], those: Sequence[Membership], profiles: dict[int, MentorProfile]) -> Bools:
    spoken = [frozenset(profiles[one.pk].languages or one.person.languages) for one in those]
    kinds: dict[frozenset[str], Bools] = {}
    rows = []
    for one in these:
        mine = frozenset(one.person.languages)
        if mine not in kinds:
            kinds[mine] = np.array([not mine or not theirs or bool(mine & theirs) for theirs in spoken], bool)
        rows.append(kinds[mine])
    return np.array(rows, bool).reshape(len(these), len(those))


def _liked(round_: Round, these: Sequence[Membership], those: Sequence[Membership]) -> dict[tuple[int, int], str]:
    """Wishes of either side as (row, column); the stronger one counts."""
    at = {one.pk: number for number, one in enumerate(these)}
    column = {one.pk: number for number, one in enumerate(those)}
    found: dict[tuple[int, int], str] = {}
    for (one, other), kind in wishes.liked_pairs(round_.conference_id).items():
        for mentee, mentor in ((one, other), (other, one)):
            if mentee in at and mentor in column:
                pair = (at[mentee], column[mentor])
                found[pair] = kind if found.get(pair) != "must_meet" else "must_meet"
    return found


def _known(these: Sequence[Membership], those: Sequence[Membership]) -> set[tuple[int, int]]:
    """(row, column) of pairs who have met at any congress."""
    at: dict[int, int] = {one.person_id: number for number, one in enumerate(these)}
    column: dict[int, int] = {one.person_id: number for number, one in enumerate(those)}
    pairs = chats.met_persons(set(at) | set(column))
    return {(at[a], column[b]) for mentor, mentee in pairs for a, b in ((mentee, mentor), (mentor, mentee))
            if a in at and b in column}  # fmt: skip


def _given_in(round_: Round) -> Counter[int]:
    """How many chats of this round each already has."""
    given = Proposal.objects.filter(round=round_, state=Proposal.State.GIVEN)
    return Counter(member for pair in given.values_list("mentee", "mentor") for member in pair)


def _fixed(round_: Round, grid: Grid, these: Sequence[Membership], those: Sequence[Membership]) -> list[Meeting]:
    """What coordinators paired by hand, as far as it still fits."""
    at = {one.pk: number for number, one in enumerate(these)}
    column = {one.pk: number for number, one in enumerate(those)}
    rows = Proposal.objects.filter(round=round_, by_hand=True, state=Proposal.State.PROPOSED)
    found: list[Meeting] = []
    for mentee, mentor, start in rows.values_list("mentee", "mentor", "start"):
        slot = grid.slot(start)
        if mentee in at and mentor in column and slot is not None:
            found.append(Meeting(at[mentee], column[mentor], slot))
    return found


def region(person: User) -> str:
    """The part of the world of somebody's zone, as far as its name tells."""
    part, _, place = person.zone.partition("/")
    return {"Australia": "Pacific", "Indian": "Africa", "Atlantic": "Europe"}.get(part, part) if place else ""


def by_pair(proposals: Sequence[Proposal]) -> dict[int, list[Proposal]]:
    """Proposals by mentee."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    for one in proposals:
        found[one.mentee_id].append(one)
    return found

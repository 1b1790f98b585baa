"""Readers of wishes and conflicts. What leaves here for others is a fact without its reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Membership, User
from core import clock
from core.errors import NotFound
from core.prepared import Question, gathered
from core.statements import Statement
from networking.wishes.models import Conflict, MenteeProfile, Preference

Pair = tuple[int, int]


def profile_of(membership_id: int | None) -> MenteeProfile | None:
    return MenteeProfile.objects.filter(membership=membership_id or 0).prefetch_related("topics").first()


def member_by_ref(conference_id: int, ref: str) -> Membership:
    """Another member by her public name. A block does not hide her here: the answer must not tell of it."""
    found = Membership.objects.filter(conference=conference_id, ref=ref, state=Membership.State.ACTIVE)
    if (row := found.select_related("person").first()) is None:
        raise NotFound
    return row


def conflict(pk: int) -> Conflict:
    if (row := Conflict.objects.select_related("membership").filter(pk=pk).first()) is None:
        raise NotFound
    return row


def preferences(membership_id: int) -> QuerySet[Preference]:
    """My own, by name."""
    found = Preference.objects.filter(membership=membership_id).select_related("other__person")
    return found.order_by("other__person__display_name", "pk")


def preference(membership_id: int | None, other_id: int) -> str:
    """What I said of meeting her, or ""."""
    found = Preference.objects.filter(membership=membership_id or 0, other=other_id).values_list("kind", flat=True)
    return found.first() or ""


def own_conflicts(membership_id: int) -> QuerySet[Conflict]:
    """Those I declared myself. What a safety contact decided is not listed: the other side reads lists too."""
    found = Conflict.objects.filter(membership=membership_id).exclude(kind=Conflict.Kind.SAFETY)
    return found.select_related("other__person").order_by("other__person__display_name", "pk")


def between(one: int, other: int) -> QuerySet[Conflict]:
    return Conflict.objects.filter(Q(membership=one, other=other) | Q(membership=other, other=one))


def _holding() -> QuerySet[Conflict]:
    return Conflict.objects.filter(Q(until=None) | Q(until__gte=clock.now().date()))


def _holding_apart(person: int, conference: int, among: Collection[int], today: date) -> QuerySet[Any, Any]:
    mine = Q(membership__person=person, other__person__in=among)
    theirs = Q(other__person=person, membership__person__in=among)
    here = (mine | theirs) & Q(membership__conference=conference)
    no_thanks = Preference.objects.filter(here, kind=Preference.Kind.NO_THANKS)
    conflicts = Conflict.objects.filter(here, Q(until=None) | Q(until__gte=today))
    sides = ("membership__person", "other__person")
    return no_thanks.order_by().values_list(*sides).union(conflicts.order_by().values_list(*sides))


_APART = Statement(_holding_apart)


def apart(person_id: int, conference_id: int, among: Collection[int]) -> Question[set[int]]:
    """Of `among` those whom this person must not meet: no-thanks, conflict, institution, a company and a patient.

    Two queries.
    """
    pairs = _APART.asked(person=person_id, conference=conference_id, among=among, today=clock.now().date())
    persons = _FACTS.asked(persons={person_id, *among})

    def read(answers: list[Any]) -> set[int]:
        found = {other if one == person_id else one for one, other in answers[0]}
        facts = _facts(answers[1])
        return found | {other for other in among if other != person_id and _by_facts(facts, person_id, other)}

    return gathered([pairs, persons]).then(read)


@dataclass(frozen=True, slots=True)
class Facts:
    """What anybody may read of a person and what keeps her apart from some all the same."""

    house: str
    company: bool
    patient: bool


def facts_of(affiliation: str, company: str, stage: str) -> Facts:
    return Facts(house(affiliation), bool(company), stage == User.Stage.PATIENT)


_FACTS = Statement(
    lambda persons: User.objects.filter(pk__in=persons).values_list("pk", "affiliation", "industry", "career_stage")
)


def _facts(rows: list[Any]) -> dict[int, Facts]:
    return {pk: facts_of(at, company, stage) for pk, at, company, stage in rows}


def _by_facts(facts: dict[int, Facts], one: int, other: int) -> bool:
    """Colleagues of one institution; somebody of a company who would start a chat with a patient."""
    mine, theirs = facts.get(one), facts.get(other)
    if mine is None or theirs is None:
        return False
    return bool(mine.house and mine.house == theirs.house) or (mine.company and theirs.patient)


def house(affiliation: str) -> str:
    """An institution's name as far as it tells one from another: letters and digits, case folded."""
    return re.sub(r"[\W_]+", " ", affiliation.casefold()).strip()


def apart_pairs(mentees: Iterable[Membership], mentors: Iterable[Membership]) -> set[Pair]:
    """(mentee, mentor) memberships that must not meet, blocks not included. Two queries, however many there are."""
    these, those = list(mentees), list(mentors)
    conference = these[0].conference_id if these else 0
    return pairs_apart(conference, _facts_by_member(these), _facts_by_member(those))


def _facts_by_member(members: Iterable[Membership]) -> dict[int, Facts]:
    found = ((one.pk, one.person) for one in members)
    return {pk: facts_of(who.affiliation, who.industry, who.career_stage) for pk, who in found}


def pairs_apart(conference_id: int, mentees: Mapping[int, Facts], mentors: Mapping[int, Facts]) -> set[Pair]:
    """The same for those of whom only the facts were read, by membership."""
    found: set[Pair] = set()
    for rows in (Preference.objects.filter(kind=Preference.Kind.NO_THANKS), _holding()):
        for one, other in rows.filter(membership__conference=conference_id).values_list("membership", "other"):
            found |= {(one, other), (other, one)}
    by_house: dict[str, list[int]] = defaultdict(list)
    for mentor, facts in mentors.items():
        by_house[facts.house].append(mentor)
    patients = [mentor for mentor, facts in mentors.items() if facts.patient]
    for mentee, facts in mentees.items():
        found |= {(mentee, mentor) for mentor in (by_house.get(facts.house, []) if facts.house else [])}
        found |= {(mentee, mentor) for mentor in (patients if facts.company else [])}
    return found


def liked_pairs(conference_id: int) -> dict[Pair, str]:
    """(who, whom) to "must_meet" or "would_like". One query."""
    rows = Preference.objects.filter(membership__conference=conference_id).exclude(kind=Preference.Kind.NO_THANKS)
    return {(one, other): kind for one, other, kind in rows.values_list("membership", "other", "kind")}


def profiles(conference_id: int) -> dict[int, MenteeProfile]:
    """By membership, with topics. Two queries."""
    rows = MenteeProfile.objects.filter(membership__conference=conference_id).prefetch_related("topics")
    return {row.membership_id: row for row in rows}


def mentors_see(profile: MenteeProfile, *, meets: bool) -> bool:
    """Whether a mentor may read what she looks for: one she is to meet always, others if she wants all to see it."""
    return meets or profile.visibility == MenteeProfile.Visibility.MENTORS

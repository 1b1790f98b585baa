"""The only writers of what people look for and whom they (would rather not) meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import parting
from accounts.models import Membership
from core import clock, ended
from core.errors import Conflict as Refused
from core.errors import Invalid
from networking.mentors.models import Topic
from networking.wishes import queries
from networking.wishes.models import Conflict, MenteeProfile, Preference

MOST_WISHES = 60
COAUTHOR_YEARS = 3


def describe(membership: Membership, *, topics: Iterable[int], **fields: Any) -> MenteeProfile:
    """Say what one looks for, or change it. Raises Invalid for topics of another conference."""
    wanted = set(topics)
    known = set(Topic.objects.filter(conference=membership.conference_id, pk__in=wanted).values_list("pk", flat=True))
    if known != wanted:
        raise Invalid("mentee.unknown_topic", _("Choose topics from the list."), field="topics")
    profile, _fresh = MenteeProfile.objects.update_or_create(membership=membership, defaults=fields)
    profile.topics.set(known)
    return profile


def prefer(membership: Membership, other: Membership, kind: str) -> None:
    """Say whether one would like to meet somebody; "" takes it back. Nobody else is told."""
    if membership.pk == other.pk:
        raise Invalid("preference.oneself", _("Choose somebody else."), field="ref")
    if not kind:
        Preference.objects.filter(membership=membership, other=other).delete()
        return
    _not_too_many(Preference.objects.filter(membership=membership).exclude(other=other).count())
    Preference.objects.update_or_create(membership=membership, other=other, defaults={"kind": kind})
    if kind == Preference.Kind.NO_THANKS:
        parting.part(membership.conference_id, membership.person_id, other.person_id, by=membership.person_id)


def declare(membership: Membership, other: Membership, kind: str, year: int | None) -> Conflict:
    """Say why one must not be paired with somebody. A common paper counts for three years after it."""
    if membership.pk == other.pk:
        raise Invalid("conflict.oneself", _("Choose somebody else."), field="ref")
    _not_too_many(Conflict.objects.filter(membership=membership).count())
    made, _fresh = Conflict.objects.update_or_create(
        membership=membership, other=other, kind=kind, defaults={"until": _until(kind, year)}
    )
    parting.part(membership.conference_id, membership.person_id, other.person_id, by=membership.person_id)
    return made


def _until(kind: str, year: int | None) -> date | None:
    if kind != Conflict.Kind.COAUTHOR:
        return None
    this_year = clock.now().year
    if year is None or not this_year - COAUTHOR_YEARS <= year <= this_year + 1:
        raise Invalid("conflict.year", _("Give the year of the paper: one of the last three."), field="year")
    return date(year + COAUTHOR_YEARS, 12, 31)


def _not_too_many(there: int) -> None:
    if there >= MOST_WISHES:
        raise Refused("wishes.too_many", _("That is more than you can keep. Take one back first."))


def drop(conflict: Conflict) -> None:
    Conflict.objects.filter(pk=conflict.pk).delete()


def keep_apart(one: Membership, other: Membership, on: bool) -> None:
    """A safety contact's word that two must not meet; neither of them is told, and the record does not name them."""
    if one.pk == other.pk:
        raise Invalid("conflict.oneself", _("Choose somebody else."), field="other")
    if on:
        Conflict.objects.get_or_create(membership=one, other=other, kind=Conflict.Kind.SAFETY)
        parting.part(one.conference_id, one.person_id, other.person_id)
    else:
        queries.between(one.pk, other.pk).filter(kind=Conflict.Kind.SAFETY).delete()


def forget(conferences: Sequence[int]) -> int:
    """Drop the preferences and conflicts of these conferences; how many rows went."""
    gone = Preference.objects.filter(membership__conference__in=conferences).delete()[0]
    return gone + Conflict.objects.filter(membership__conference__in=conferences).delete()[0]


def forget_profiles(conferences: Sequence[int]) -> int:
    """Drop some of what mentees said of themselves in these conferences; how many."""
    some = MenteeProfile.objects.filter(membership__conference__in=conferences).values_list("pk", flat=True)
    gone = MenteeProfile.objects.filter(pk__in=list(some[: ended.AT_ONCE])).delete()
    return gone[1].get("wishes.MenteeProfile", 0)


def erase_profile(person_id: int) -> None:
    MenteeProfile.objects.filter(membership__person_id=person_id).delete()


def erase_wishes(person_id: int) -> None:
    """What she said of others and what others said of her."""
    for model in (Preference, Conflict):
        model.objects.filter(membership__person_id=person_id).delete()
        model.objects.filter(other__person_id=person_id).delete()

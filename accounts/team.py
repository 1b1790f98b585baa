"""Who speaks for a congress, and whose name reads as if she did."""

from __future__ import annotations

from accounts import likeness
from accounts.models import Membership

TEAM = ("organizer", "moderator", "safety", "coordinator")


def names(conference_id: int, person_id: int | None = None) -> list[str]:
    """What those of the team are called, without one who asks about her own name. One query."""
    team = Membership.objects.filter(conference_id=conference_id, roles__code__in=TEAM, grants__scope="")
    rows = team.exclude(person_id=person_id or 0).values_list("person__display_name", "pseudonym").distinct()
    return [name for names in rows for name in names if name]


def named_alike(conference_id: int) -> list[Membership]:
    """Who is not of the team and shows a name that reads like it. Two queries."""
    inside = Membership.objects.filter(
        conference_id=conference_id, state__in=(Membership.State.ACTIVE, Membership.State.GUEST)
    )
    others = inside.exclude(roles__code__in=TEAM).select_related("person")
    team = frozenset(map(likeness.folded, names(conference_id)))
    return [
        one
        for one in others.iterator()
        if likeness.folded(name := _own_name(one)) in team or likeness.speaks_for_the_team(name)
    ]


def _own_name(member: Membership) -> str:
    return member.pseudonym if member.appears == Membership.Appears.PSEUDONYM else member.person.display_name

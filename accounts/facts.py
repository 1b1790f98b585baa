"""What somebody is without anybody having given it to her: roles that follow from facts, and roles that rest.

The roles of `permissions.BY_FACT` belong to whom the facts fit: career stage and company are in the profile; features
above register theirs, since this one knows neither the society's list of members nor rotas:

    facts.fact("supporter", lambda: Exists(Supporter.objects.filter(email=OuterRef("person__email"))))
    facts.rest(lambda membership, roles: frozenset({"moderator"}) if off_duty(membership, roles) else frozenset())
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Exists

from accounts.models import Membership, User

# Answered in the query that reads the membership, so that no page pays another one
Expression = Callable[[], Exists]
# The same for what holds at a moment, which it is given
Hint = Callable[[Any], Exists]
Resting = Callable[[Membership, frozenset[str]], frozenset[str]]
EARLY = frozenset({User.Stage.STUDENT, User.Stage.DOCTORAL, User.Stage.POSTDOC})

_expressions: dict[str, Expression] = {}
_hints: dict[str, Hint] = {}
_resting: list[Resting] = []


def fact(role: str, expression: Expression) -> None:
    """Register what makes somebody hold `role`: an Exists over the row of her membership."""
    _expressions[role] = expression


def hint(name: str, expression: Hint) -> None:
    """Register what tells a later provider of actors that it has something to ask: most people it need not ask for."""
    _hints[name] = expression


def rest(resting: Resting) -> None:
    """Register who says which roles of a member do not count at this moment."""
    if resting not in _resting:
        _resting.append(resting)


def of_membership(now: Any) -> dict[str, Exists]:
    """Annotations for the query of a membership at a moment."""
    facts = {f"is_{role}": expression() for role, expression in _expressions.items()}
    return facts | {f"hint_{name}": expression(now) for name, expression in _hints.items()}


def hints_of(membership: Membership) -> frozenset[str]:
    """The names of the hints that hold for a membership read with `of_membership`."""
    return frozenset(name for name in _hints if getattr(membership, f"hint_{name}", False))


def roles_of(membership: Membership) -> set[str]:
    """The roles that somebody holds by fact; the registered ones count for a confirmed address only."""
    person = membership.person
    found = {"early_career"} if person.career_stage in EARLY else set()
    if person.industry:
        found.add("industry")
    if getattr(membership, "has_address", False):
        found |= {role for role in _expressions if getattr(membership, f"is_{role}", False)}
    return found


def resting(membership: Membership, roles: frozenset[str]) -> frozenset[str]:
    """Which of these roles of a member do not count now."""
    return frozenset().union(*(one(membership, roles) for one in _resting))

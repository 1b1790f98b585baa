"""Who asks. Every action and rule takes an Actor first; there is no global current user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

PUBLIC: frozenset[str] = frozenset({"public"})


@dataclass(frozen=True, slots=True)
class Actor:
    """One person in one conference at one moment. All sets are immutable: a grant cannot leak into another actor."""

    person_id: int | None = None
    conference_id: int | None = None
    membership_id: int | None = None
    ref: str = ""
    name: str = ""
    zone: str = "UTC"
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = PUBLIC
    muted_until: datetime | None = None
    verified: bool = False

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def joined(self) -> bool:
        return self.membership_id is not None

    def can(self, permission: str) -> bool:
        return permission in self.permissions

    def also(self, *permissions: str) -> Actor:
        return replace(self, permissions=self.permissions | set(permissions))


ANONYMOUS = Actor()

# Fills in an actor from below to above: (actor, lock) -> actor. `accounts` gives the person and the roles,
# `moderation` the sanctions. A later provider sees what the earlier ones said.
Provider = Callable[[Actor, bool], Actor]
_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def load(person_id: int | None, conference_id: int | None, *, lock: bool = False) -> Actor:
    """The actor as the database has it now.

    With `lock` the person's rights row is held until the transaction ends, so that a ban that was acknowledged
    comes before or after this command, never in the middle of it.
    """
    actor = Actor(person_id=person_id, conference_id=conference_id)
    if person_id is None:
        return actor
    for provider in _providers:
        actor = provider(actor, lock)
    return actor

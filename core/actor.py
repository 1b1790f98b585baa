"""Who asks. Every action and rule takes an Actor first; there is no global current user."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from core.errors import Forbidden

# Kinds of restrictions, by what they do: no writing; no coming in
MUTES, BARS = frozenset({"mute"}), frozenset({"timeout", "remove", "ban"})
PUBLIC: frozenset[str] = frozenset({"public"})


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a moderator decided about her and what still holds: a `kind` of moderation.models.Sanction.

    `scope` is "" for the whole congress, or the name of a room's stream. `place` is that room for people.
    """

    id: int
    kind: str
    scope: str
    place: str
    until: datetime
    reason: str
    zone: str
    conference: str
    # Decided about somebody whom nobody knows, such as the author of an anonymous question: others must not notice
    unseen: bool = False


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
    # What counts in one room only: (name of its stream, permission)
    scoped: frozenset[tuple[str, str]] = frozenset()
    restrictions: tuple[Restriction, ...] = ()
    verified: bool = False
    # What the query about the person found besides: a provider that is not named here has nothing to ask
    noted: frozenset[str] = frozenset()
    # How many notices wait for her, for the bell on her pages; not counted for commands
    unread: int = 0
    # The scope of the one room that a guest came into by its code; "" for everybody else
    guest_of: str = ""

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None

    @property
    def joined(self) -> bool:
        return self.membership_id is not None and not self.guest_of

    @property
    def visits(self) -> bool:
        """Signed in, and nobody in this conference: neither joined nor a guest of one room."""
        return self.signed_in and self.membership_id is None

    def held(self, kinds: Container[str], scope: str = "") -> Restriction | None:
        """The restriction of one of these kinds that holds longest, in the congress or in this one room."""
        found = [one for one in self.restrictions if one.kind in kinds and one.scope in {"", scope}]
        return max(found, key=lambda one: one.until, default=None)

    def can(self, permission: str, scope: str = "") -> bool:
        """Whether she has a permission everywhere, or in the one room of that scope."""
        return permission in self.permissions or (bool(scope) and (scope, permission) in self.scoped)

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


def must_not_be_held(actor: Actor, scope: str = "") -> None:
    """Raise Forbidden when a moderator keeps this person out, or from writing, in the congress or this one room."""
    must_not_be_barred(actor, scope)
    if actor.held(MUTES, scope):
        raise Forbidden("sanction.muted_until", _("A moderator has paused your writing for now."))


def must_not_be_barred(actor: Actor, scope: str = "") -> None:
    """Raise Forbidden when a moderator keeps this person out: whoever may only not write comes in."""
    if actor.held(BARS, scope):
        raise Forbidden(
            "sanction.kept_out", _("You cannot come in for now. Under About me you see why, and can object.")
        )


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

"""May she? About sanctions and appeals."""

from __future__ import annotations

from dataclasses import dataclass

from accounts import actors as people
from accounts.models import Membership
from core import actor as actors
from core.actor import Actor
from core.errors import Forbidden, NotFound
from core.text import as_id
from moderation import queries
from moderation.models import Appeal, Sanction


@dataclass(frozen=True, slots=True)
class Case:
    """A member, and where somebody wants to decide about her: everywhere, or in one room."""

    membership: Membership
    scope: str

    @property
    def recorded_as(self) -> Membership:
        return self.membership

    @property
    def conference_id(self) -> int:
        return self.membership.conference_id


def may_sanction(actor: Actor, case: Case) -> bool:
    """Not oneself, not organizers; and who moderates there is for organizers only.

    Asked of their roles, whatever holds for them: an answer that heeded it would give away what is unseen.
    """
    membership = case.membership
    if membership.pk == actor.membership_id:
        raise Forbidden("sanction.oneself", "You cannot decide this about yourself.")
    theirs = people.provide(Actor(membership.person_id, membership.conference_id), False)
    if "organizer" in theirs.roles:
        raise Forbidden("sanction.organizer", "Organizers cannot be kept out. Talk to them.")
    return not theirs.can("moderate", case.scope) or actor.can("conference.organize")


def may_confirm(actor: Actor, sanction: Sanction) -> bool:
    """A second person, not the first one again."""
    if sanction.by_id == actor.person_id:
        raise Forbidden("sanction.needs_another", "Somebody else has to confirm what you decided.")
    return not queries.is_mine(actor, sanction)


def may_lift(actor: Actor, sanction: Sanction) -> bool:
    return not queries.is_mine(actor, sanction)


def is_mine(actor: Actor, sanction: Sanction) -> bool:
    """Also for who is kept out, who has no membership at present. To others it is not there."""
    if not queries.is_mine(actor, sanction):
        raise NotFound
    return True


def is_there(actor: Actor, sanction: Sanction) -> bool:
    """Whether somebody may know of a decision: the one concerned, and who moderates there."""
    return queries.is_mine(actor, sanction) or actor.can("moderate", sanction.scope)


def is_there_to_answer(actor: Actor, appeal: Appeal) -> bool:
    return is_there(actor, appeal.sanction)


def may_decide(actor: Actor, appeal: Appeal) -> bool:
    """Not the one who decided first: fresh eyes."""
    if appeal.sanction.by_id == actor.person_id:
        raise Forbidden("sanction.needs_another", "Somebody else has to confirm what you decided.")
    return not queries.is_mine(actor, appeal.sanction)


def may_read_moderators(person_id: int, key: str) -> bool:
    """The stream of the desk of a whole congress."""
    return actors.load(person_id, as_id(key)).can("moderate")

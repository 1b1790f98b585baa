"""May she? Look, with a second person, behind a pseudonym."""

from __future__ import annotations

from accounts.models import Membership
from core.actor import Actor
from core.errors import Forbidden
from moderation.identities.models import Look


def may_ask(actor: Actor, membership: Membership) -> bool:
    return membership.pk != actor.membership_id


def may_decide(actor: Actor, look: Look) -> bool:
    """A second person, not the first one again, and not the one concerned."""
    if look.asked_by_id == actor.person_id:
        raise Forbidden("sanction.needs_another", "Somebody else has to confirm what you decided.")
    return look.membership_id != actor.membership_id

"""What a mentee looks for, as mentors see it: those she is to meet, or all of them, as she chose."""

from __future__ import annotations

from typing import Any

from accounts.models import Membership
from core.actor import Actor
from networking.chats import queries
from networking.mentors.choices import HELP, PATHS
from networking.wishes import queries as wishes


def section(actor: Actor, fellow: Membership) -> dict[str, Any] | None:
    """For the page of a person. Three queries for a mentor, none for anybody else."""
    if not actor.can("mentor.serve") or fellow.pk == actor.membership_id:
        return None
    return words(fellow, meets=queries.met(actor.membership_id or 0, fellow.pk))


def words(mentee: Membership, *, meets: bool) -> dict[str, Any] | None:
    """What a mentor reads, who `meets` her or not. What gives precedence in a round is nobody's to see."""
    profile = wishes.profile_of(mentee.pk)
    if profile is None or not wishes.mentors_see(profile, meets=meets):
        return None
    return {
        "about": profile.about,
        "topics": [topic.name for topic in profile.topics.all()],
        "wants": [HELP[code] for code in profile.wants if code in HELP],
        "paths": [PATHS[code] for code in profile.paths if code in PATHS],
    }

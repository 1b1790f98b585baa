"""The desk's own queues: what waits for a second person, and what holds."""

from __future__ import annotations

from typing import Any

from accounts import team
from core.actor import Actor
from core.models import Conference
from moderation import queries


def appeals(actor: Actor, conference: Conference) -> dict[str, Any]:
    """Appeals, and bans that need a second person. Two queries."""
    asked = list(queries.open_appeals(conference.pk))
    bans = [one for one in queries.now_held(conference.pk) if one.waits]
    return {"appeals": asked, "bans": bans, "count": len(asked) + len(bans)}


def names(actor: Actor, conference: Conference) -> dict[str, Any]:
    """Who has a name that reads like one of the team. Two queries."""
    found = [{"ref": one.ref, "name": one.shown_name} for one in team.named_alike(conference.pk)]
    return {"items": found, "count": len(found)}


def words(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The word list, for organizers to change."""
    return {
        "words": queries.held_words(conference.pk),
        "care": queries.care_words(conference.pk),
        "organizes": actor.can("conference.organize"),
        "count": 0,
    }


def held(actor: Actor, conference: Conference) -> dict[str, Any]:
    """Sanctions that hold now."""
    found = list(queries.now_held(conference.pk))
    return {"items": found, "count": len(found)}


def held_in(conference_id: int, scope: str) -> dict[str, Any]:
    """Sanctions that hold now in one place alone, for the page of its moderators. One query."""
    found = list(queries.now_held(conference_id).filter(scope=scope))
    return {"items": found, "count": len(found)}

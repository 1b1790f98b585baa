"""What the mentors' pages show, gathered from the readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import clock
from core.actor import Actor
from core.models import Conference
from networking.mentors import queries
from networking.mentors.choices import HELP, PATHS
from networking.mentors.models import MentorProfile, Slot


@dataclass(frozen=True, slots=True)
class Day:
    """The slots of one day by the reader's calendar."""

    day: date
    slots: list[Slot]


def by_day(slots: Iterable[Slot], zone: str) -> list[Day]:
    """Slots grouped by the day they fall on in that zone."""
    days: dict[date, list[Slot]] = {}
    for slot in slots:
        days.setdefault(slot.start.astimezone(clock.zone(zone)).date(), []).append(slot)
    return [Day(day, found) for day, found in sorted(days.items())]


def directory(actor: Actor, conference: Conference, asked: Mapping[str, str]) -> dict[str, Any]:
    """Cards of the mentors that fit, those with a time for me first; the choices of both filters."""
    everybody = list(queries.listed(conference.pk))
    topic, language = asked.get("topic", ""), asked.get("language", "")
    fitting = [
        row
        for row in everybody
        if (not topic or topic in {str(t.pk) for t in row.topics.all()}) and (not language or language in row.languages)
    ]
    cards = queries.cards(actor, [row for row in fitting if row.membership_id != actor.membership_id])
    offered = {t.pk: t for row in everybody for t in row.topics.all()}
    return {
        "cards": sorted(cards, key=lambda card: card.next_slot is None),
        "topics": sorted(offered.values(), key=lambda t: (t.position, t.name)),
        "languages": queries.languages(everybody),
        "topic": topic,
        "language": language,
    }


def one(actor: Actor, profile: MentorProfile) -> dict[str, Any]:
    """A mentor with the times that suit both by day, or others who have time."""
    slots = queries.shared_slots(actor, [profile]).get(profile.pk, [])
    mine = profile.membership_id == actor.membership_id
    return {
        "mentor": profile,
        "days": by_day(slots, actor.zone),
        "mine": mine,
        "others": [] if slots or mine else queries.alternatives(actor, profile),
    }


def own(actor: Actor, conference: Conference) -> dict[str, Any]:
    """My offer as a mentor with its open and taken times."""
    profile = queries.profile_of(actor.membership_id)
    today = clock.now().astimezone(clock.zone(actor.zone)).date()
    return {
        "profile": profile,
        "values": _values(profile),
        "topics": queries.topics(conference.pk),
        "help": HELP.items(),
        "paths": PATHS.items(),
        "visibilities": MentorProfile.Visibility.choices,
        "days": by_day(queries.own_slots(profile), actor.zone) if profile else [],
        "first_day": max(today, conference.starts_on),
    }


def _values(profile: MentorProfile | None) -> dict[str, Any]:
    if profile is None:
        return {"capacity": 8, "languages": [], "visibility": "listed"}
    return {
        "headline": profile.headline,
        "about": profile.about,
        "topics": [str(t.pk) for t in profile.topics.all()],
        "can_help_with": "\n".join(profile.can_help_with),
        "languages": profile.languages,
        "meeting_link": profile.meeting_link,
        "offers": profile.offers,
        "path": profile.path,
        "visibility": profile.visibility,
        "capacity": profile.capacity,
    }

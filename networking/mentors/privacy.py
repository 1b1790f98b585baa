"""What mentors' pages keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.mentors import actions
from networking.mentors.models import MentorProfile, Slot, Topic


def _export_profile(person_id: int) -> Iterable[Mapping[str, Any]]:
    for profile in MentorProfile.objects.filter(membership__person_id=person_id).prefetch_related("topics"):
        yield {
            "headline": profile.headline,
            "about": profile.about,
            "topics": [topic.name for topic in profile.topics.all()],
            "can_help_with": profile.can_help_with,
            "languages": profile.languages,
            "meeting_link": profile.meeting_link,
            "offers": profile.offers,
            "path": profile.path,
            "visibility": profile.visibility,
            "approved": profile.approved,
            "capacity": profile.capacity,
        }


def _export_slots(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Slot.objects.filter(mentor__membership__person_id=person_id).values("start", "end", "state")


privacy.table(Topic, retention="with the conference", why_not="words of a taxonomy, no person")
privacy.table(MentorProfile, retention="2 years after the congress", export=_export_profile, erase=actions.erase_mentor)
privacy.table(
    MentorProfile.topics.through,
    retention="with the profile",
    why_not="joins profiles and topics; goes with the profile",
)
privacy.table(Slot, retention="30 days after the congress", export=_export_slots, erase=actions.erase_slots)

"""What wishes keep of a person. An export holds what she said herself, never what others said of her."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.wishes import actions
from networking.wishes.models import Conflict, MenteeProfile, Preference

_SHORT = "30 days after the congress"


def _export_profile(person_id: int) -> Iterable[Mapping[str, Any]]:
    for row in MenteeProfile.objects.filter(membership__person_id=person_id).prefetch_related("topics"):
        fields = ("about", "wants", "paths", "chats", "first_time", "bursary", "alone", "visibility")
        yield {**{name: getattr(row, name) for name in fields}, "topics": [topic.name for topic in row.topics.all()]}


def _export_preferences(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Preference.objects.filter(membership__person_id=person_id).values("kind", "other__ref")


def _export_conflicts(person_id: int) -> Iterable[Mapping[str, Any]]:
    own = Conflict.objects.filter(membership__person_id=person_id).exclude(kind=Conflict.Kind.SAFETY)
    return own.values("kind", "until", "other__ref")


def _with_the_profile(person_id: int) -> None:
    """Gone with what goes first."""


privacy.table(
    MenteeProfile, retention="2 years after the congress", export=_export_profile, erase=actions.erase_profile
)
privacy.table(
    MenteeProfile.topics.through,
    retention="with the profile",
    why_not="joins profiles and topics; goes with the profile",
)
privacy.table(Preference, retention=_SHORT, export=_export_preferences, erase=actions.erase_wishes)
privacy.table(Conflict, retention=_SHORT, export=_export_conflicts, erase=_with_the_profile)

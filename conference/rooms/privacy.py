"""What rooms keep of a person: that she could not come, how her talk may be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conference.rooms.absences import actions as absences
from conference.rooms.models import (
    Absence,
    Caption,
    Consent,
    FoundRecording,
    Recording,
    Room,
    Slides,
    SlidesContent,
    StageSource,
)
from conference.rooms.speaking import actions as speaking
from core import privacy

privacy.table(Room, retention="with its session", why_not="a place, no person")
privacy.table(StageSource, retention="with its room or place", why_not="an address of a stream, no person")
privacy.table(Caption, retention="as its recording", why_not="what was said on a stage, by speakers who agreed")
privacy.table(FoundRecording, retention="as a recording", why_not="an address of a film, no person of ours")
privacy.table(Recording, retention="as the speakers agreed", why_not="an address of a film, no person of ours")


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Absence.objects.filter(membership__person_id=person_id).values("room__session__title", "since", "told_at")


privacy.table(Absence, retention="30 days after the congress", export=_export, erase=absences.erase)


def _export_consents(person_id: int) -> Iterable[Mapping[str, Any]]:
    said = Consent.objects.filter(membership__person_id=person_id)
    return said.values("room__session__title", "mark", "embargo_until", "said_at")


_SPOKEN = "as long as the recording; without one 2 years after the congress"
privacy.table(Consent, retention=_SPOKEN, export=_export_consents, erase=speaking.erase)


def _export_slides(person_id: int) -> Iterable[Mapping[str, Any]]:
    mine = Slides.objects.filter(membership__person_id=person_id)
    return mine.values("room__session__title", "name", "size", "added_at")


privacy.table(Slides, retention=_SPOKEN, export=_export_slides, erase=speaking.erase_slides)
privacy.table(SlidesContent, retention="with their slides", why_not="the bytes of slides; erased with them")

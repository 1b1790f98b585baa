"""The programme in the privacy registry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from core import privacy
from schedule.programme.erasing import actions as erasing
from schedule.programme.models import (
    Change,
    Edit,
    Place,
    Release,
    ReleasedSitting,
    Session,
    SessionType,
    SignUp,
    Sitting,
    Speaker,
    Star,
    Talk,
    TalkSpeaker,
    Track,
    Wording,
)

_PUBLIC = "as long as the conference: the programme is a public record"


def _export_speaker(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Speaker.objects.filter(person=person_id).values("conference__slug", "name", "affiliation", "biography")


def _erase_speaker(person_id: int) -> None:
    # The programme is what was printed: that a talk was held stays, who held it goes.
    # Pages kept of a release that names them are not shown again.
    theirs = Speaker.objects.filter(person=person_id)
    Release.objects.filter(conference__in=theirs.values("conference")).update(revision=F("revision") + 1)
    theirs.update(person=None, name="—", affiliation="", biography="")


def _export_talks(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Talk.objects.filter(speakers__person=person_id).values("title", "abstract", "lay_summary", "disclosures")


def _erase_talks(person_id: int) -> None:
    Talk.objects.filter(speakers__person=person_id).update(disclosures="")


def _wordings(person_id: int) -> Iterable[tuple[Wording, list[dict[str, Any]]]]:
    """What earlier releases said of the talks that she gives or gave, with these talks."""
    hers = set(Speaker.objects.filter(person=person_id).values_list("pk", flat=True))
    where = Speaker.objects.filter(pk__in=hers).values("conference")
    for row in Wording.objects.filter(session__conference__in=where).order_by("pk").iterator(chunk_size=200):
        talks = [talk for talk in row.words["talks"] if hers.intersection(talk["speakers"])]
        if talks:
            yield row, talks


def _export_wordings(person_id: int) -> Iterable[Mapping[str, Any]]:
    names = ("title", "abstract", "lay_summary", "disclosures")
    return [{name: talk[name] for name in names} for _, talks in _wordings(person_id) for talk in talks]


def _erase_wordings(person_id: int) -> None:
    for row, talks in list(_wordings(person_id)):
        for talk in talks:
            talk["disclosures"] = ""
        row.save(update_fields=["words"])


def _export_stars(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Star.objects.filter(person=person_id).values("session__title", "at")


def _erase_stars(person_id: int) -> None:
    Star.objects.filter(person=person_id).delete()


def _export_releases(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Release.objects.filter(by=person_id).values("version", "published_at", "note")


def _erase_releases(person_id: int) -> None:
    Release.objects.filter(by=person_id).update(by=None)


def _export_changes(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Change.objects.filter(by=person_id).values("at", "kind", "session__title")


def _erase_changes(person_id: int) -> None:
    Change.objects.filter(by=person_id).update(by=None)


def _export_edits(person_id: int) -> Iterable[Mapping[str, Any]]:
    return Edit.objects.filter(by=person_id).values("at", "text")


def _erase_edits(person_id: int) -> None:
    erasing.erase(person_id)
    Edit.objects.filter(by=person_id).update(by=None)


def _export_sign_ups(person_id: int) -> Iterable[Mapping[str, Any]]:
    return SignUp.objects.filter(person=person_id).values("session__title", "state", "at")


def _erase_sign_ups(person_id: int) -> None:
    SignUp.objects.filter(person=person_id).delete()


# Speakers first: erasure runs from the end, and talks are found by their speaker.
privacy.table(Speaker, retention=_PUBLIC, export=_export_speaker, erase=_erase_speaker)
privacy.table(Talk, retention=_PUBLIC, export=_export_talks, erase=_erase_talks)
privacy.table(Wording, retention=_PUBLIC, export=_export_wordings, erase=_erase_wordings)
privacy.table(Star, retention="until 30 days after the congress", export=_export_stars, erase=_erase_stars)
privacy.table(Release, retention=_PUBLIC, export=_export_releases, erase=_erase_releases)
privacy.table(Change, retention=_PUBLIC, export=_export_changes, erase=_erase_changes)
privacy.table(Edit, retention="as long as the conference", export=_export_edits, erase=_erase_edits)
privacy.table(SignUp, retention="as long as the conference", export=_export_sign_ups, erase=_erase_sign_ups)
for _model in (SessionType, Track, Place, Session, Sitting, ReleasedSitting):
    privacy.table(_model, retention=_PUBLIC, why_not="holds titles, times and places, no persons")
privacy.table(TalkSpeaker, retention=_PUBLIC, why_not="links talks to speakers, who are erased in their own table")

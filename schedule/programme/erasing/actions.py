"""What the work in progress says of a speaker who is erased: words that wait, what edits found and left, the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core import audit
from schedule.programme.editor import actions as editing
from schedule.programme.editor import drafts
from schedule.programme.editor.items import TALKS
from schedule.programme.models import Edit, Session, Speaker, Talk

NOBODY = {"name": "—", "affiliation": "", "biography": ""}


def erase(person_id: int) -> None:
    """Blank what she declared in talks and what the programme called her, so that no undo brings it back.

    The record of what organizers did forgets the details that hold these words. Her affiliation is that of others, too.
    """
    speakers = Speaker.objects.filter(person=person_id)
    hers = set(speakers.values_list("pk", flat=True))
    gone = {word for row in speakers.values_list("name", "biography") for word in row}
    gone |= set(Talk.objects.filter(speakers__in=hers).values_list("disclosures", flat=True))
    for conference_id in set(speakers.values_list("conference", flat=True)):
        for session in drafts.drafted(conference_id).iterator(chunk_size=200):
            if words := _blank_talks(session.draft, hers):
                Session.objects.filter(pk=session.pk).update(draft=session.draft)
                gone |= words
        for edit in Edit.objects.filter(conference=conference_id).iterator(chunk_size=200):
            if words := _blank_edit(edit, hers):
                edit.save(update_fields=["items", "text"])
                editing.tell(edit, edit.text, rewrites=True)
                gone |= words
    audit.forget(sorted(gone - set(NOBODY.values())))


def _blank_edit(edit: Edit, hers: set[int]) -> set[str]:
    """The words that went."""
    gone: set[str] = set()
    for entry in edit.items:
        for words in _sides(entry):
            if entry["kind"] == "speaker" and entry["id"] in hers:
                edit.text = edit.text.replace(words.get("name") or "—", "—")
                gone |= {words.get("name", ""), words.get("biography", "")}
                words.update({name: value for name, value in NOBODY.items() if name in words})
            elif entry["kind"] == "session":
                gone |= _blank_talks(words, hers) | _blank_talks(words.get("draft") or {}, hers)
    return gone


def _sides(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an edit found, and what it left; neither is there of what it made or took out."""
    yield from (entry[name] for name in ("before", "after") if entry[name] is not None)


def _blank_talks(words: dict[str, Any], hers: set[int]) -> set[str]:
    """What was declared in her talks, which went."""
    theirs = [talk for talk in words.get(TALKS, ()) if talk["disclosures"] and hers.intersection(talk["speakers"])]
    gone = {talk["disclosures"] for talk in theirs}
    for talk in theirs:
        talk["disclosures"] = ""
    return gone

"""What the work in progress says of a speaker who is erased: words that wait, and what edits found and left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schedule.programme.editor import actions as editing
from schedule.programme.editor import drafts
from schedule.programme.editor.items import TALKS
from schedule.programme.models import Edit, Session, Speaker

NOBODY = {"name": "—", "affiliation": "", "biography": ""}


def erase(person_id: int) -> None:
    """Blank what she declared in talks and what the programme called her, so that no undo brings it back."""
    hers = set(Speaker.objects.filter(person=person_id).values_list("pk", flat=True))
    for conference_id in set(Speaker.objects.filter(pk__in=hers).values_list("conference", flat=True)):
        for session in drafts.drafted(conference_id).iterator(chunk_size=200):
            if _blank_talks(session.draft, hers):
                Session.objects.filter(pk=session.pk).update(draft=session.draft)
        for edit in Edit.objects.filter(conference=conference_id).iterator(chunk_size=200):
            if _blank_edit(edit, hers):
                edit.save(update_fields=["items", "text"])
                editing.tell(edit, edit.text, rewrites=True)


def _blank_edit(edit: Edit, hers: set[int]) -> bool:
    changed = False
    for entry in edit.items:
        for words in _sides(entry):
            if entry["kind"] == "speaker" and entry["id"] in hers:
                edit.text = edit.text.replace(words.get("name") or "—", "—")
                words.update({name: value for name, value in NOBODY.items() if name in words})
                changed = True
            elif entry["kind"] == "session":
                changed |= _blank_talks(words, hers)
                changed |= _blank_talks(words.get("draft") or {}, hers)
    return changed


def _sides(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What an edit found, and what it left; neither is there of what it made or took out."""
    yield from (entry[name] for name in ("before", "after") if entry[name] is not None)


def _blank_talks(words: dict[str, Any], hers: set[int]) -> bool:
    theirs = [talk for talk in words.get(TALKS, ()) if talk["disclosures"] and hers.intersection(talk["speakers"])]
    for talk in theirs:
        talk["disclosures"] = ""
    return bool(theirs)

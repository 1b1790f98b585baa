"""Takes edits back and does them again, and takes the work in progress back to a release.

Nobody's later work is overwritten by taking an edit back or doing it again; going back to a release is an edit itself.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict
from schedule.programme import queries as programme
from schedule.programme.editor import actions as editing
from schedule.programme.editor import drafts, items
from schedule.programme.editor.items import TALKS, Item, Step
from schedule.programme.frozen import queries as frozen
from schedule.programme.models import Edit, Release, ReleasedSitting, Session, Sitting
from schedule.programme.releases import actions as releases
from schedule.programme.releases import queries as released
from schedule.programme.talks.queries import Entry


def undo(actor: Actor, edit: Edit) -> None:
    """Take an edit back. Raises Conflict when it was taken back already, or when somebody built upon it."""
    edit = Edit.objects.select_for_update().get(pk=edit.pk)
    if edit.undone_at is not None:
        raise Conflict("edit.undone", _("That was taken back already."))
    for entry in reversed(edit.items):
        entry["undone"] = _take_back(entry, edit.conference_id)
    edit.undone_at = clock.now()
    _keep(edit, _("Undone: %(text)s"))


def redo(actor: Actor, edit: Edit) -> None:
    """Do again what was taken back. Raises Conflict when it was not, or when somebody has worked on it since."""
    edit = Edit.objects.select_for_update().get(pk=edit.pk)
    if edit.undone_at is None:
        raise Conflict("edit.not_undone", _("That was not taken back, or somebody did it again already."))
    for entry in edit.items:
        entry["version"] = _do_again(entry, edit.conference_id)
    edit.undone_at = None
    _keep(edit, _("Done again: %(text)s"))


def go_back(actor: Actor, release: Release) -> int:
    """Take the work in progress back to where a release has everything, as one edit; how many items changed.

    Times, places and words: what is public stays as it is until the next release. Words that wait are given up.
    """
    steps = [*_sittings_back(release), *_words_back(release)]
    if steps:
        text = _("Back to release %(version)s") % {"version": release.version}
        editing.carry_out(actor, release.conference_id, text, steps)
    return len(steps)


def _sittings_back(release: Release) -> list[Step]:
    wanted = {row.sitting_id: row for row in released.released_rows(release) if not row.cancelled}
    steps: list[Step] = []
    for sitting in Sitting.objects.filter(conference=release.conference_id).order_by("pk"):
        row = wanted.get(sitting.pk)
        if row is None and not sitting.dropped:
            steps.append(Step(sitting, {"dropped": True}))
        elif row is not None and (sitting.dropped or not _same(sitting, row)):
            fields = {"start": row.start, "end": row.end, "day": row.day, "place_id": row.place_id, "dropped": False}
            steps.append(Step(sitting, fields))
    return steps


def _same(sitting: Sitting, row: ReleasedSitting) -> bool:
    return (sitting.start, sitting.end, sitting.place_id) == (row.start, row.end, row.place_id)


def _words_back(release: Release) -> list[Step]:
    """What sessions said then waits for the next release; of a session that is not public it holds at once."""
    frozen_words = frozen.words_of(release)
    current = programme.current_release(release.conference_id)
    public = set(ReleasedSitting.objects.filter(release=current).values_list("session", flat=True))
    steps: list[Step] = []
    for session, words in frozen_words.values():
        as_is = frozen.public_words(session)
        wanted = words | {TALKS: _still_marked(words[TALKS], as_is[TALKS])}
        other = {name: value for name, value in wanted.items() if value != as_is[name]}
        if session.pk in public:
            fields: dict[str, Any] = {"draft": other}
        else:
            fields = {**other, "draft": {}}
        if session.draft != fields["draft"] or len(fields) > 1:
            steps.append(Step(session, fields))
    drafted = drafts.drafted(release.conference_id).exclude(pk__in=frozen_words)
    return [*steps, *(Step(session, {"draft": {}}) for session in drafted)]


def _still_marked(entries: list[Entry], now: list[Entry]) -> list[Entry]:
    """The talks of then; what was marked as unpublished since keeps its mark, for it keeps recordings away."""
    marked = {entry["id"] for entry in now if entry["unpublished"]}
    return [entry | {"unpublished": entry["unpublished"] or entry["id"] in marked} for entry in entries]


def _keep(edit: Edit, words: str) -> None:
    edit.save(update_fields=["items", "undone_at"])
    releases.touch(edit.conference_id)
    editing.tell(edit, words % {"text": edit.text})


def _take_back(entry: dict[str, Any], conference_id: int) -> int | None:
    """The version of the item afterwards; None when it is not there any more."""
    if entry["after"] is None:  # it was taken out: it comes back as it was
        return _make(entry, entry["before"], conference_id)
    row = _held(entry, entry["version"])
    if entry["before"] is None:
        return _unmake(row)
    editing.write(row, items.restored(entry["before"]))
    return int(row.version)


def _do_again(entry: dict[str, Any], conference_id: int) -> int:
    if entry["undone"] is None:
        return _make(entry, entry["after"], conference_id)
    row = _held(entry, entry["undone"])
    if entry["after"] is None:
        row.delete()
        return int(entry["version"])
    editing.write(row, items.restored(entry["after"]))
    return int(row.version)


def _held(entry: dict[str, Any], version: int) -> Any:
    row = items.KINDS[entry["kind"]]._default_manager.select_for_update().filter(pk=entry["id"]).first()
    if row is None or row.version != version:
        raise Conflict("edit.overtaken", _("Somebody has changed this since: it stays as it is."))
    return row


def _make(entry: dict[str, Any], values: dict[str, Any], conference_id: int) -> int:
    """The item under its old id, so that edits before this one still find it."""
    model = items.KINDS[entry["kind"]]
    row = model(pk=entry["id"], conference_id=conference_id, version=entry["version"] + 1, **items.restored(values))
    row.save(force_insert=True)
    return int(row.version)


def _unmake(row: Item) -> int | None:
    """What an edit made goes again; a session is only withdrawn, since people may have talked in its room."""
    if isinstance(row, Sitting):
        editing.write(row, {"dropped": True})
    elif isinstance(row, Session):
        editing.write(row, {"state": Session.State.WITHDRAWN})
    else:
        row.delete()
        return None
    return int(row.version)

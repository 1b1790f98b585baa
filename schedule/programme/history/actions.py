"""Takes edits of the work in progress back and does them again: nobody's later work is overwritten by either."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict
from schedule.programme.editor import actions as editing
from schedule.programme.editor import items
from schedule.programme.editor.items import Item
from schedule.programme.models import Edit, Session, Sitting
from schedule.programme.releases import actions as releases


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

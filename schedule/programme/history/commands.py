"""Commands about edits."""

from __future__ import annotations

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload
from schedule.programme import rules
from schedule.programme.history import actions, queries
from schedule.programme.models import Edit

BUSY = Limit(600, per=600)


class Undo(Payload):
    edit: Id


@command(
    "edit.undo", schema=Undo, subject=lambda data: queries.edit(data.edit), permission=rules.MANAGE, limit=BUSY,
    audited=True,
)  # fmt: skip
def undo(actor: Actor, edit: Edit, data: Undo) -> Result:
    """Take an edit of the work in progress back, unless somebody built upon it."""
    actions.undo(actor, edit)
    return {"edit": edit.pk}


@command(
    "edit.redo", schema=Undo, subject=lambda data: queries.edit(data.edit), permission=rules.MANAGE, limit=BUSY,
    audited=True,
)  # fmt: skip
def redo(actor: Actor, edit: Edit, data: Undo) -> Result:
    """Do an edit again that was taken back, unless somebody has worked on it since."""
    actions.redo(actor, edit)
    return {"edit": edit.pk}

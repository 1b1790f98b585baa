"""Writing down together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload, Text
from networking.chats import queries, rules
from networking.chats.models import Chat
from networking.chats.notes import actions


class Write(Payload):
    chat: Id
    text: Annotated[str, Text(6000, 0)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]


@command(
    "notes.write", schema=Write, subject=lambda data: queries.chat(data.chat), permission="joined",
    rule=rules.may_note, limit=Limit(120, 60), form="networking/chats/_notes_form.html",
)  # fmt: skip
def write(actor: Actor, chat: Chat, data: Write) -> Result:
    """Write the notes that the two share, over the version one has seen."""
    return {"version": actions.write(actor, chat, data.text, data.version)}

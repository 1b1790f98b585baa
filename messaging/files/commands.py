"""Sending a file along."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload, Text, Upload
from messaging import queries, rules
from messaging.commands import WRITE
from messaging.files import actions
from messaging.models import Message, Thread


class Attach(Payload):
    thread: Id
    file: Upload
    text: Annotated[str, Text(2000, 0)] = ""
    reply_to: Annotated[Id | None, BeforeValidator(lambda value: value or None)] = None


def _thread(data: Attach) -> Thread:
    return queries.thread(data.thread)


@command(
    "message.attach", schema=Attach, subject=_thread, permission=WRITE, rule=rules.may_write, limit=Limit(10, 60),
    form="messaging/_attach_form.html",
)  # fmt: skip
def attach(actor: Actor, thread: Thread, data: Attach) -> Result:
    """Send a picture or a PDF with a message, by form only: drawn anew or as it is, 10 MB at most."""
    answered = rules.answerable(thread, data.reply_to) if data.reply_to else None
    clean = actions.cleaned(data.file.name, data.file.content)
    message = actions.attach(actor, thread, clean, data.text, answered)
    return {"message": message.pk, "waits": message.state == Message.State.HELD}

"""Sending a file along."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, PrivateAttr

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload, Text, Upload
from messaging import queries, rules
from messaging.commands import WRITE, spot_of
from messaging.files import actions
from messaging.files.cleaning import Clean
from messaging.models import Message, Thread
from moderation import caring


class Attach(Payload):
    thread: Id
    file: Upload
    text: Annotated[str, Text(2000, 0)] = ""
    reply_to: Annotated[Id | None, BeforeValidator(lambda value: value or None)] = None
    _clean: Clean | None = PrivateAttr(None)

    def make_clean(self) -> Clean:
        """The file as it may be kept; decoded once."""
        if self._clean is None:
            self._clean = actions.cleaned(self.file.name, self.file.content)
        return self._clean


def _prepare(data: Attach) -> None:
    data.make_clean()


def _thread(data: Attach) -> Thread:
    return queries.thread(data.thread)


@command(
    "message.attach", schema=Attach, subject=_thread, permission=WRITE, rule=rules.may_attach, limit=Limit(10, 60),
    prepare=_prepare, form="messaging/_attach_form.html",
)  # fmt: skip
def attach(actor: Actor, thread: Thread, data: Attach) -> Result:
    """Send a picture or a PDF with a message, by form only: drawn anew or as it is, 10 MB at most."""
    answered = rules.answerable(thread, data.reply_to) if data.reply_to else None
    message = actions.attach(actor, thread, data.make_clean(), data.text, answered)
    waits = message.state == Message.State.HELD
    return {"message": message.pk, "waits": waits, **caring.offer(thread.conference, data.text, spot_of(message))}

"""What one may do in a thread, whoever owns it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Payload, Text
from messaging import actions, kinds, queries, rules
from messaging.deciding import actions as deciding
from messaging.models import Message, Thread
from moderation import caring
from moderation.caring import Spot

WRITE = permissions.declare("message.write", "Write in chats one can read", roles=["attendee"], writing=True)


class Post(Payload):
    thread: Id
    text: Annotated[str, Text(2000)]
    reply_to: Annotated[Id | None, BeforeValidator(lambda value: value or None)] = None


class Edit(Payload):
    message: Id
    text: Annotated[str, Text(2000)]


class OneMessage(Payload):
    message: Id


class Hide(OneMessage):
    on: Flag


class Settle(OneMessage):
    on: Flag


class React(OneMessage):
    kind: Literal["agree", "heart", "laugh", "celebrate", "wow", "thanks"]
    on: Flag


class OneThread(Payload):
    thread: Id


class MarkRead(OneThread):
    upto: Id


def _thread(data: Post | OneThread) -> Thread:
    return queries.thread(data.thread)


def spot_of(message: Message) -> Spot:
    """Where moderators find it."""
    thread = message.thread
    return Spot("message", str(message.pk), thread.stream, kinds.of(thread.kind).desk(thread.key))


def _message(data: Edit | OneMessage) -> Message:
    return queries.message(data.message)


@command(
    "message.post", schema=Post, subject=_thread, permission=WRITE, rule=rules.may_write, limit=Limit(20, 10),
    form="messaging/_composer.html",
)  # fmt: skip
def post(actor: Actor, thread: Thread, data: Post) -> Result:
    """Say something in a thread: up to 2,000 characters of limited Markdown."""
    answered = rules.answerable(thread, data.reply_to) if data.reply_to else None
    message = actions.post(actor, thread, data.text, answered)
    waits = message.state == Message.State.HELD
    return {"message": message.pk, "waits": waits, **caring.offer(thread.conference, data.text, spot_of(message))}


@command(
    "message.edit", schema=Edit, subject=_message, permission=WRITE, rule=rules.may_edit, limit=Limit(30, 60),
    form="messaging/_edit_form.html",
)  # fmt: skip
def edit(actor: Actor, message: Message, data: Edit) -> Result:
    """Change one's own message; it is marked as edited."""
    edited = actions.edit(actor, message, data.text)
    return {"message": edited.pk, **caring.offer(message.thread.conference, data.text, spot_of(edited))}


@command(
    "message.delete", schema=OneMessage, subject=_message, permission=WRITE, rule=rules.may_change,
    limit=Limit(30, 60),
)  # fmt: skip
def delete(actor: Actor, message: Message, data: OneMessage) -> Result:
    """Take one's own message back."""
    return {"message": actions.delete(actor, message).pk}


@command(
    "message.hide", schema=Hide, subject=_message, permission="moderate", rule=rules.may_moderate,
    limit=Limit(120, 60), audited=True,
)  # fmt: skip
def hide(actor: Actor, message: Message, data: Hide) -> Result:
    """Hide a message from everybody, or show it again."""
    return {"message": actions.set_hidden(actor, message, data.on).pk, "on": data.on}


@command(
    "message.settle", schema=Settle, subject=_message, permission="moderate", rule=rules.may_settle,
    limit=Limit(120, 60), audited=True,
)  # fmt: skip
def settle(actor: Actor, message: Message, data: Settle) -> Result:
    """Let a waiting message through, or not; its author sees which."""
    return {"message": deciding.settle(actor, message, data.on).pk, "on": data.on}


@command(
    "message.react", schema=React, subject=_message, permission=WRITE, rule=rules.may_react, limit=Limit(60, 60)
)  # fmt: skip
def react(actor: Actor, message: Message, data: React) -> Result:
    """Give a sign to a message, or take it back; never a toggle."""
    return {"message": message.pk, "on": data.on, "reactions": actions.react(actor, message, data.kind, data.on)}


@command(
    "message.typing", schema=OneThread, subject=_thread, permission=WRITE, rule=rules.may_write, limit=Limit(30, 60),
    fleeting=True,
)  # fmt: skip
def typing(actor: Actor, thread: Thread, data: OneThread) -> Result:
    """Show in a small room that somebody writes, without a name; kept nowhere."""
    actions.show_typing(actor, thread)
    return {}


@command(
    "message.read", schema=MarkRead, subject=_thread, permission="joined", rule=rules.may_read, limit=Limit(60, 60),
    fleeting=True,
)  # fmt: skip
def mark_read(actor: Actor, thread: Thread, data: MarkRead) -> Result:
    """Remember how far one has read, so that what is new is marked next time. Nobody else sees it."""
    actions.mark_read(actor, thread, data.upto)
    return {}

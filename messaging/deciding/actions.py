"""The only writers about messages that wait: a moderator's word, taken back if need be, or their time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict
from core.text import as_id
from core.unit import unit_of_work
from messaging import actions, events, queries
from messaging.models import Message
from moderation.duty import actions as duty
from moderation.duty.items import Item
from realtime import log
from realtime.log import News

# What it is called among the things on the desk
ITEM = "message"


def settle(actor: Actor, message: Message, let_in: bool) -> Message:
    """A moderator's word on a message that waits. Conflict when somebody was faster."""
    message = actions.locked(message)
    if message.state != Message.State.HELD:
        raise Conflict("message.moved_on", _("Somebody has decided this meanwhile. Please look again."))
    duty.must_be_free(actor, ITEM, message.pk)
    duty.attend(message.conference_id, message.scope)
    duty.remember(actor, item(message), {})
    _settle(message, let_in)
    return message


def item(message: Message) -> Item:
    """A waiting message as a thing on the desk."""
    return Item(ITEM, str(message.pk), message.conference_id, message.scope)


def tell_again(key: str) -> None:
    """Tell the desk of a waiting message anew: somebody works on it, or no more."""
    actions.tell_desk(queries.message(as_id(key)), events.HELD)


def unsettle(key: str, before: dict[str, Any]) -> None:
    """A moderator takes her word back: it waits again, and leaves the chat if it was there."""
    message = actions.locked(queries.message(as_id(key)))
    if message.state not in {Message.State.VISIBLE, Message.State.REJECTED}:
        raise Conflict("message.moved_on", _("Somebody has decided this meanwhile. Please look again."))
    was, message.state = message.state, Message.State.HELD
    message.save(update_fields=["state"])
    if was == Message.State.VISIBLE:
        gone = events.settled(message)
        log.append(News(message.thread.stream, events.TAKEN_BACK, gone, f"message:{message.pk}", rewrites=True))
    actions.tell_desk(message, events.HELD)


def _settle(message: Message, let_in: bool) -> None:
    message.state, message.due_at = Message.State.VISIBLE if let_in else Message.State.REJECTED, None
    message.save(update_fields=["state", "due_at"])
    actions.tell_desk(message, events.SETTLED, rewrites=True)
    if let_in:
        actions.say(message)


def release(now: datetime) -> int:
    """Show what nobody has stopped in its time; how many. Safe to run twice at once: each is looked at under lock."""
    shown = 0
    for pk in list(Message.objects.filter(due_at__lte=now).order_by("pk").values_list("pk", flat=True)):
        with unit_of_work():
            message = actions.locked(queries.message(pk))
            if message.state == Message.State.HELD and message.due_at is not None:
                _settle(message, True)
                shown += 1
    return shown

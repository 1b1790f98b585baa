"""Who wants to know of each message that everybody in a thread can read now: parts above the messages themselves.

    told.when_said(actions.note)

Called inside the unit of work in which a message became visible, once for each message.
"""

from __future__ import annotations

from collections.abc import Callable

from messaging.models import Message

Listener = Callable[[Message], None]
_listeners: list[Listener] = []


def when_said(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def said(message: Message) -> None:
    for listener in _listeners:
        listener(message)

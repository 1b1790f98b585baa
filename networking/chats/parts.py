"""What features above add to the page of a chat, below the conversation, without chats knowing them.

    parts.part("feedback", order=20, template="networking/feedback/_ask.html", context=pages.ask)

`context(actor, chat)` gives the words the template needs as `panel`, or None when there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from networking.chats.models import Chat

Context = Callable[[Actor, Chat], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Part:
    order: int
    name: str
    template: str
    data: dict[str, Any]


_parts: dict[str, tuple[int, str, Context]] = {}


def part(name: str, *, order: int, template: str, context: Context) -> None:
    """Register a part; registering a name again replaces it."""
    _parts[name] = (order, template, context)


def shown(actor: Actor, chat: Chat) -> list[Part]:
    """The parts that have something to say to this one of the two, in order."""
    found: list[Part] = []
    for name, (order, template, context) in _parts.items():
        if (data := context(actor, chat)) is not None:
            found.append(Part(order, name, template, data))
    return sorted(found, key=lambda one: (one.order, one.name))

"""Panels: what features above add to the pages of this one, without this one knowing them.

A feature registers in its `AppConfig.ready()`:

    panels.panel("mentor-chat", page="now", order=30, template="networking/chats/_next.html", context=queries.next_chat)

`context(actor, conference)` gives the words the template needs as `panel`, or None when there is nothing to show.
Pages: "now" (start page of members), "face" (public page of a conference, the actor may be anonymous) and "organize".
Orders in use on "now": 5 announcements, 10 what is live, 20 what is next for me, 30 my next mentor chat, 40 what I
missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.models import Conference

Context = Callable[[Actor, Conference], dict[str, Any] | None]
PAGES = {"now", "face", "organize"}


@dataclass(frozen=True, slots=True)
class Panel:
    name: str
    page: str
    order: int
    template: str
    context: Context


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel that has something to say to this actor."""

    name: str
    template: str
    data: dict[str, Any]


_panels: dict[str, Panel] = {}


def panel(name: str, *, page: str = "now", order: int, template: str, context: Context) -> None:
    """Register a panel; raises ValueError for a page that has none. Registering a name again replaces it."""
    if page not in PAGES:
        raise ValueError(f"no page called {page} has panels")
    _panels[name] = Panel(name, page, order, template, context)


def shown(page: str, actor: Actor, conference: Conference) -> list[Shown]:
    """The panels of a page that have something to say, in order."""
    found: list[Shown] = []
    for entry in sorted(_panels.values(), key=lambda p: (p.order, p.name)):
        data = entry.context(actor, conference) if entry.page == page else None
        if data is not None:
            found.append(Shown(entry.name, entry.template, data))
    return found

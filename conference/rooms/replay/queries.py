"""What was said and asked along a session, in order of its seconds: for whoever sees the recording later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conference.rooms import chat, panels, rules
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.text import as_id
from messaging import queries as messaging

# Messages of one stretch, and how many of the last ones come along when somebody starts in the middle
STRETCH, BEFORE = 100, 30


@dataclass(frozen=True, slots=True)
class Entry:
    """A message or a question with the template that draws it; `at` is its second in the session."""

    at: int
    template: str
    item: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the session: `upto` is the last second it covers, `following` the cursor to go on; empty at the end."""

    entries: list[Entry]
    begins: int
    upto: int | None
    following: str
    mine: dict[str, list[Any]]


NOTHING = Stretch([], 0, None, "", {})


def stretch(actor: Actor, room: Room, *, at: int, cursor: str) -> Stretch:
    """From shortly before a second of the session on, or from a cursor. Nothing while an embargo holds."""
    if rules.embargoed(room, clock.now()):
        return NOTHING
    after, said = _said(actor, room, at, cursor)
    upto = said.following[0] if said.following else None
    entries = [Entry(item["time_mark"], "messaging/_message.html", item) for item in said.items]
    for panel in panels.of(room):
        if panel.along is not None:
            found = panel.along(room, after[0], upto)
            entries += [Entry(item["time_mark"], panel.along_template, item) for item in found]
    following = "{}.{}".format(*said.following) if said.following else ""
    entries.sort(key=lambda entry: entry.at)
    mine: dict[str, list[Any]] = {"messages": messaging.mine(said.items, actor.ref), "reacts": said.reacted}
    return Stretch(entries, after[0], upto, following, mine)


def _said(actor: Actor, room: Room, at: int, cursor: str) -> tuple[tuple[int, int], messaging.Stretch]:
    """The messages of a stretch and after which (second, id) it begins; none while the chat is switched off."""
    if "chat" in room.off:
        return (0, 0), messaging.Stretch([], None, [])
    thread = chat.thread_of(room)
    after = _after(cursor) or (messaging.shortly_before(thread, at, BEFORE) if at else (0, 0))
    return after, messaging.along(thread, after, STRETCH, actor.membership_id)


def _after(cursor: str) -> tuple[int, int] | None:
    """ "75.1203" is after message 1203, at second 75; None for what is no cursor."""
    mark, _dot, pk = cursor.partition(".")
    return (as_id(mark), as_id(pk)) if as_id(pk) else None

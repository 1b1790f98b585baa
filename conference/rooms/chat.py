"""The room's own panel: its chat, a thread of messaging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from conference.rooms import panels
from conference.rooms.chatting import Chat, P, Place
from conference.rooms.models import Room
from conference.rooms.panels import Panel
from core.actor import Actor
from core.models import Conference
from messaging import queries as messaging
from messaging.models import Thread
from realtime import log
from realtime.log import Position


def thread_of(room: Room) -> Thread:
    return Thread.objects.get(kind="room", key=str(room.pk))


def context(actor: Actor, room: Room) -> dict[str, Any]:
    at = panels.position(room, room.stream)
    thread = messaging.thread_of("room", str(room.pk), actor.membership_id)
    history = messaging.history(thread, reader=actor.membership_id)
    mine = messaging.overlay(history, actor)
    own = messaging.own_unseen(thread, actor.membership_id)
    return {
        "at": at, "stream": room.stream, "thread": thread, "history": history, "mine": mine, "room": room, "own": own,
        "read": thread.read_upto,
    }  # fmt: skip


def desk_context(actor: Actor, room: Room) -> dict[str, Any]:
    return waiting_in(room, thread_of(room), panels.position(room, room.desk)) | {"subject": "room"}


def waiting_in(place: Place, thread: Thread, at: Position) -> dict[str, Any]:
    """What waits in one place, for the page of its moderators. Read the position before."""
    return {"at": at, "place": place, "thread": thread, "items": messaging.held(thread)}


# Which places of a congress its desk shows what waits in: for each kind of thread
Places = Callable[[int], list[Any]]
_places: dict[str, tuple[Chat[Any], Places]] = {}


def look_after(kind: str, chat: Chat[P], places: Callable[[int], list[P]]) -> None:
    """Let the desk of a congress show what waits in the threads of these places."""
    _places[kind] = (chat, places)


def congress_desk(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The waiting messages of all rooms on duty and all lounges. Three queries for each kind of place, and one."""
    looked_after = {kind: places(conference.pk) for kind, (_chat, places) in _places.items()}
    everywhere = [place for places in looked_after.values() for place in places]
    at = log.positions(sorted({place.desk for place in everywhere}))  # before the rows of messages
    parts = [part for kind, places in looked_after.items() for part in _parts(kind, places, at)]
    return {"parts": parts, "count": sum(len(part["items"]) for part in parts)}


def _parts(kind: str, places: list[Any], at: dict[str, Position]) -> list[dict[str, Any]]:
    if not places:
        return []
    chat, keys = _places[kind][0], [str(place.pk) for place in places]
    threads = dict(Thread.objects.filter(kind=kind, key__in=keys).values_list("key", "pk"))
    waiting = messaging.held_in(kind, keys)
    return [
        {
            "title": chat.name(place),
            "url": chat.desk_page(place),
            "thread": threads.get(key),
            "stream": place.desk,
            "at": at.get(place.desk, Position("", 0)),
            "items": waiting.get(key, []),
        }
        for place, key in zip(places, keys, strict=True)
    ]


PANEL = Panel(
    key="chat",
    order=10,
    label=str(_("Chat")),
    template="messaging/_thread.html",
    context=context,
    desk_template="messaging/_held_queue.html",
    desk_context=desk_context,
    feature="chat",
)

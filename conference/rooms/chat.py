"""The room's own panel: its chat, a thread of messaging."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from conference.rooms import duty, panels
from conference.rooms.models import Room
from conference.rooms.panels import Panel
from core.actor import Actor
from core.models import Conference
from messaging import queries as messaging
from messaging.models import Thread
from realtime import log


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
    at = panels.position(room, room.desk)
    thread = thread_of(room)
    return {"at": at, "room": room, "thread": thread, "items": messaging.held(thread)}


def congress_desk(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The waiting messages of all rooms on duty, for the desk of the whole congress. Five queries."""
    rooms = {str(room.pk): room for room in duty.at_the_desk(conference.pk, "chat")}
    at = log.positions([room.desk for room in rooms.values()])  # before the rows of messages
    threads = dict(Thread.objects.filter(kind="room", key__in=rooms).values_list("key", "pk"))
    waiting = messaging.held_in("room", list(rooms))
    parts = [
        {
            "room": room,
            "thread": threads.get(key),
            "at": at.get(room.desk, log.Position("", 0)),
            "items": waiting.get(key, []),
        }
        for key, room in rooms.items()
    ]
    return {"rooms": parts, "count": sum(map(len, waiting.values()))}


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

"""The room's own panel: its chat, a thread of messaging."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from conference.rooms.models import Room
from conference.rooms.panels import Panel
from core.actor import Actor
from messaging import queries as messaging
from messaging.models import Thread
from realtime import log


def thread_of(room: Room) -> Thread:
    return Thread.objects.get(kind="room", key=str(room.pk))


def context(actor: Actor, room: Room) -> dict[str, Any]:
    at = log.position(room.stream)  # before the rows: an event must not fall between the two
    thread = thread_of(room)
    history = messaging.history(thread)
    mine = {"messages": messaging.mine(history.items, actor.ref)}
    own = messaging.own_unseen(thread, actor.membership_id)
    return {
        "at": at, "stream": room.stream, "thread": thread, "history": history, "mine": mine, "room": room, "own": own,
    }  # fmt: skip


def desk_context(actor: Actor, room: Room) -> dict[str, Any]:
    at = log.position(room.desk)
    thread = thread_of(room)
    return {"at": at, "room": room, "thread": thread, "items": messaging.held(thread)}


PANEL = Panel(
    key="chat",
    order=10,
    label=str(_("Chat")),
    template="messaging/_thread.html",
    context=context,
    desk_template="messaging/_held_queue.html",
    desk_context=desk_context,
)

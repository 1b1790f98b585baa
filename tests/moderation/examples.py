"""One good example for each command about duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from core.unit import unit_of_work
from messaging.models import Thread
from moderation.duty import actions as duty
from moderation.hints.models import Hint
from tests.factories import World, do, member, person, room_of


def _here(**more: Any) -> Any:
    return lambda world: {"conference": world.congress.slug, **more}


def _shift(world: World) -> dict[str, Any]:
    starts = (clock.now() - timedelta(hours=1)).isoformat()
    planned = do(
        world.olga, "shift.plan", conference="tidelines", ref=world.member(world.mo).ref, starts=starts, hours=4
    )
    return {"shift": planned["shift"]}


def _chosen(world: World) -> dict[str, Any]:
    do(world.olga, "care.set", conference="tidelines", claims=True)
    return {"conference": "tidelines"}


def _watched(world: World) -> dict[str, Any]:
    with unit_of_work():
        duty.attend(world.congress.pk, room_of(world.congress).stream)
    return {"conference": "tidelines", "scope": room_of(world.congress).stream}


def _waiting_message(world: World) -> str:
    do(world.mo, "room.chat", room=room_of(world.congress).pk, chat_for="all", chat_waits=True)
    thread = Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk
    return str(do(world.bob, "message.post", thread=thread, text="Good morning")["message"])


def _decided(world: World) -> dict[str, Any]:
    key = _waiting_message(world)
    do(world.mo, "message.settle", message=int(key), on=True)
    return {"kind": "message", "key": key}


def _hint(world: World) -> dict[str, Any]:
    do(world.olga, "words.set", conference="tidelines", care="no way out")
    thread = Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk
    do(world.bob, "message.post", thread=thread, text="No way out")
    return {"hint": Hint.objects.get().pk}


def _pseudonym(world: World) -> dict[str, Any]:
    with unit_of_work():
        member(who := person("Hanna Verborgen"), world.congress, appears="pseudonym", pseudonym="Night Heron")
    return {"conference": world.congress.pk, "ref": world.member(who).ref, "reason": "A threat"}


def _look(world: World) -> dict[str, Any]:
    with unit_of_work():
        member(other := person("Second Organizer"), world.congress, ["organizer"])
    return {"look": do(other, "identity.ask", **_pseudonym(world))["look"], "on": True}


EXAMPLES = {
    "identity.ask": _pseudonym,
    "identity.decide": _look,
    "hint.done": (_hint, "mo"),
    "item.claim": (lambda world: {"kind": "message", "key": _waiting_message(world), "on": True}, "mo"),
    "item.undo": (_decided, "mo"),
    "care.preset": _here(preset="large"),
    "care.set": _here(claims=True),
    "care.undo": _chosen,
    "queue.attend": (_watched, "mo"),
    "room.preset": (lambda world: {"room": room_of(world.congress).pk, "preset": "patients"}, "mo"),
    "shift.drop": _shift,
    "shift.hand_over": (lambda world: {**_shift(world), "note": "All quiet"}, "mo"),
    "shift.plan": lambda world: {
        "conference": "tidelines",
        "ref": world.member(world.mo).ref,
        "starts": "2026-11-25T09:00",
        "hours": 4,
    },
}

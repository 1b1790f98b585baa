"""Hands wait in order for the chair, and for nobody else; reactions are seen by all and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from conference.hands import duties
from conference.hands.models import Hand
from conference.rooms.models import Room
from core import clock
from core.errors import NotFound, Refusal
from core.models import AuditEntry, StoredCommand
from realtime import log
from realtime.models import LoggedEvent
from tests.conference.reloading import apply, nodes
from tests.factories import World, at_once, browser_of, do, room_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: World) -> Room:
    return room_of(world.congress)


def raise_hand(world: World, room: Room, who: str = "ada", on: bool = True) -> None:
    do(getattr(world, who), "hand.raise", room=room.pk, on=on)


def hand(world: World, who: str = "ada") -> int:
    return Hand.objects.get(membership__person=getattr(world, who)).pk


def test_hands_wait_in_the_order_in_which_they_were_raised(world: World, room: Room) -> None:
    for who in ("bob", "ada", "bob"):
        raise_hand(world, room, who)
    desk = browser_of(world.mo).get(f"/tidelines/room/{room.session.code}/desk").content.decode()
    waiting = desk.split('id="hands-')[1].split("</ol>")[0]
    assert waiting.index("Bob Fennimarsh") < waiting.index("Ada Meghadri")
    assert Hand.objects.count() == 2


def test_a_hand_is_seen_by_the_chair_and_its_owner_only(world: World, room: Room) -> None:
    raise_hand(world, room)
    page = f"/tidelines/room/{room.session.code}"
    assert "Hand is up" in browser_of(world.ada).get(page).content.decode()
    assert "Ada Meghadri" not in browser_of(world.bob).get(page).content.decode()
    assert set(LoggedEvent.objects.filter(type__startswith="hand.").values_list("stream__name", flat=True)) == {
        room.desk
    }


def test_only_who_runs_the_room_asks_somebody_to_speak(world: World, room: Room) -> None:
    raise_hand(world, room)
    for command in ("hand.invite", "hand.lower"):
        for who in (world.bob, world.charlie):
            with pytest.raises(NotFound):
                do(who, command, hand=hand(world))
    do(world.olga, "chair.name", room=room.pk, email=world.bob.email)
    do(world.bob, "hand.invite", hand=hand(world))
    assert Hand.objects.get().invited


def test_somebody_whose_writing_is_paused_raises_no_hand(world: World, room: Room) -> None:
    her: dict[str, Any] = {"ref": world.member(world.ada).ref, "conference": world.congress.pk}
    do(world.mo, "sanction.impose", **her, kind="mute", scope=room.stream, reason="Rest")
    for command, more in (("hand.raise", {"on": True}), ("reaction.send", {"kind": "applause"})):
        with pytest.raises(Refusal) as refused:
            do(world.ada, command, room=room.pk, **more)
        assert refused.value.code == "sanction.muted_until"


def test_a_forgotten_hand_comes_down(world: World, room: Room) -> None:
    raise_hand(world, room)
    start = clock.now()
    before = clock.use(lambda: start + timedelta(hours=7))
    try:
        assert duties.lower_forgotten() == 1
    finally:
        clock.use(before)
    assert not Hand.objects.exists()


SHOWN = re.compile(r"hand-\d+|called-in-\d+")


def call(world: World, room: Room) -> None:
    do(world.mo, "hand.invite", hand=hand(world))


def lower(world: World, room: Room) -> None:
    do(world.mo, "hand.lower", hand=hand(world))


STEPS: list[Callable[[World, Room], None]] = [raise_hand, call, lower]


@pytest.mark.parametrize(("who", "path", "stream"), [("mo", "/desk", "desk"), ("ada", "", "user")])
def test_live_equals_reload(world: World, room: Room, who: str, path: str, stream: str) -> None:
    reader = getattr(world, who)
    name = room.desk if stream == "desk" else f"user:{reader.pk}"
    address = f"/tidelines/room/{room.session.code}{path}"
    for step in STEPS:
        before, at = nodes(browser_of(reader).get(address).content.decode(), SHOWN), log.position(name).head
        step(world, room)
        assert apply(before, name, at) == nodes(browser_of(reader).get(address).content.decode(), SHOWN)


@pytest.mark.django_db(transaction=True)
def test_many_taps_of_one_hand_are_one_hand(world: World, room: Room) -> None:
    at_once([world.ada] * 8, lambda _who: raise_hand(world, room))
    assert Hand.objects.count() == 1


def react(world: World, room: Room, who: str) -> None:
    do(getattr(world, who), "reaction.send", room=room.pk, kind="applause")


def test_a_reaction_leaves_no_row_anywhere(world: World, room: Room) -> None:
    counts = [model.objects.count() for model in (StoredCommand, AuditEntry, LoggedEvent)]
    react(world, room, "bob")
    assert [model.objects.count() for model in (StoredCommand, AuditEntry, LoggedEvent)] == counts


def test_reactions_are_for_those_in_the_room(world: World, room: Room) -> None:
    with pytest.raises(NotFound):
        react(world, room, "charlie")

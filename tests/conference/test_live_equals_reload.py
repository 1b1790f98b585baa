"""What the frames make of an open page is what a reload shows: for every event type with a fragment."""

from __future__ import annotations

import re

import pytest
from pytest_django import Settings

from accounts.models import User
from realtime import log, registry
from tests import factories
from tests.conference import stage
from tests.conference.live_cases import CASES
from tests.conference.meetings import SECRET
from tests.conference.reloading import apply, nodes
from tests.factories import World

# Streams of a room; other features prove their own types beside their own pages.
OURS = ("caption.", "message.", "poll.", "question.", "room.")
IN_THE_LIST = re.compile(
    r"(caption|message|question|room-notice|room-state|room-has|poll)-\d+(-votes|-tally|-reactions)?"
)
IN_THE_DESK = re.compile(
    r"(pending|held|desk-poll|room-(guests|preset|features|visible|chairs|invited))-\d+|poll-\d+-tally"
)
# The board comes and goes with the whole panel where a feature is switched: these are about its own events
BOARDS = {
    "poll.scored": re.compile(rf"{IN_THE_LIST.pattern}|scores-\d+"),
    "poll.board_switched": re.compile(rf"{IN_THE_DESK.pattern}|desk-scores-\d+"),
    "room.recording_looked_for": re.compile(r"found-recording-\d+"),
}


def test_every_event_type_of_a_room_has_its_case() -> None:
    assert {t.name for t in registry.event_types() if t.name.startswith(OURS)} == set(CASES)


def who_sees(name: str) -> tuple[str, ...]:
    """What is at the desk only is nothing for Bob; who lets guests in, only Olga is asked."""
    if name in {"room.set", "room.chaired", "room.invited"}:
        return "mo", "olga"
    return ("mo",) if name in DESK else ("bob", "mo")


DESK = {
    "message.held",
    "message.settled",
    "question.pended",
    "question.settled",
    "poll.prepared",
    "poll.board_switched",
    "room.set",
    "room.chaired",
    "room.invited",
    "room.recording_looked_for",
}


@pytest.mark.parametrize(("name", "who"), [(n, w) for n in CASES for w in who_sees(n)])
def test_live_equals_reload(world: World, name: str, who: str, settings: Settings) -> None:
    settings.BBB_URL, settings.BBB_SECRET = "http://127.0.0.1:9/bigbluebutton", SECRET
    room = stage.room(world.congress)
    reader: User = getattr(world, who)
    desk = name in DESK
    address = f"/tidelines/room/{room.session.code}" + ("/desk" if desk else "")
    ids = BOARDS.get(name) or (IN_THE_DESK if desk else IN_THE_LIST)
    client = factories.browser_of(reader)
    stream = room.desk if desk else room.stream
    for act in CASES[name]:
        before = nodes(client.get(address).content.decode(), ids)
        at = log.position(stream).head
        act(world, room)
        after = nodes(client.get(address).content.decode(), ids)
        assert apply(before, stream, at) == after
    assert name in {event.type for event in log.read(stream, 0)}

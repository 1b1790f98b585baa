"""What everybody should know stands where everybody looks, and goes when its time is over."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conference.announcements import actions, duties
from conference.announcements.models import Announcement
from conference.rooms.models import Room
from core.errors import Conflict, Forbidden, NotFound
from core.models import OutgoingMail
from realtime import log
from tests.clocks import later
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do, room_of, run_jobs

pytestmark = pytest.mark.django_db
LUNCH = "Lunch is at noon in the <garden>"


@pytest.fixture
def room(world: World) -> Room:
    return room_of(world.congress)


def announce(world: World, **more: Any) -> int:
    made: int = do(world.olga, "announcement.write", conference="tidelines", text=LUNCH, **more)["announcement"]
    return made


def page(world: World, path: str, who: str = "bob") -> str:
    return browser_of(getattr(world, who)).get(path).content.decode()


def test_an_announcement_stands_on_the_start_page_and_in_every_room(world: World, room: Room) -> None:
    announce(world)
    for path in ("/tidelines/", f"/tidelines/room/{room.session.code}"):
        assert "Lunch is at noon in the &lt;garden&gt;" in page(world, path)
    assert "Lunch" not in browser_of().get("/tidelines/").content.decode(), "it is for those who joined"


def test_what_is_for_one_room_stays_there(world: World, room: Room) -> None:
    do(world.mo, "announcement.write_here", room=room.pk, text="We start late")
    assert "We start late" in page(world, f"/tidelines/room/{room.session.code}")
    other = room_of(world.congress, "Another talk")
    assert "We start late" not in page(world, f"/tidelines/room/{other.session.code}")
    assert "We start late" not in page(world, "/tidelines/")


def test_it_ends_by_itself(world: World) -> None:
    announce(world, minutes=10)
    assert duties.end_due() == 0
    with later(minutes=11):
        assert duties.end_due() == 1
        assert duties.end_due() == 0
    assert "Lunch" not in page(world, "/tidelines/")


def test_a_draft_is_seen_at_the_desk_only_until_it_is_shown(world: World) -> None:
    draft = announce(world, draft=True)
    assert "Lunch" not in page(world, "/tidelines/")
    assert "Lunch" in page(world, "/tidelines/desk", "mo")
    do(world.mo, "announcement.move", announcement=draft, state="active")
    assert "Lunch" in page(world, "/tidelines/")
    with pytest.raises(Conflict):
        do(world.olga, "announcement.move", announcement=draft, state="active")


def test_an_urgent_one_reaches_every_member_by_one_letter_and_behind_the_bell(world: World) -> None:
    made = announce(world, urgent=True)
    actions.tell_everybody.func(made)
    actions.tell_everybody.func(made)
    while run_jobs():
        pass
    letters = sorted(OutgoingMail.objects.values_list("to", flat=True))
    assert letters == sorted(getattr(world, who).email for who in ("alice", "bob", "mo", "olga", "ada", "mira"))


def test_attendees_announce_nothing_and_a_chair_in_her_room_only(world: World, room: Room) -> None:
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    do(world.ada, "announcement.write_here", room=room.pk, text="We start late")
    with pytest.raises(Forbidden):
        do(world.ada, "announcement.write", conference="tidelines", text="For all")
    with pytest.raises(Forbidden):
        do(world.ada, "announcement.write_here", room=room_of(world.congress, "Another talk").pk, text="There")
    with pytest.raises(Forbidden):
        do(world.bob, "announcement.write_here", room=room.pk, text="Me too")
    with pytest.raises(NotFound):
        do(world.charlie, "announcement.move", announcement=Announcement.objects.get().pk, state="archived")


@pytest.mark.parametrize("where", ["congress", "room"])
def test_live_equals_reload(world: World, room: Room, where: str) -> None:
    shown = re.compile(r"announcement-\d+")
    stream = room.stream if where == "room" else f"conference:{world.congress.pk}"
    path = f"/tidelines/room/{room.session.code}"
    before, at = nodes(page(world, path), shown), log.position(stream).head
    if where == "room":
        made = do(world.mo, "announcement.write_here", room=room.pk, text="See https://example.org now")["announcement"]
    else:
        made = announce(world)
    during = nodes(page(world, path), shown)
    assert len(during) == 1
    assert apply(before, stream, at) == during
    at = log.position(stream).head
    do(world.olga, "announcement.move", announcement=made, state="archived")
    assert apply(during, stream, at) == nodes(page(world, path), shown) == {}

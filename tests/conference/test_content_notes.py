"""What one should know before entering: asked once before the room, also before its replay, and remembered."""

from __future__ import annotations

import re

import pytest

from conference.rooms.models import Room
from schedule.programme.models import Session, Sitting
from tests.factories import World, browser_of, room_of

pytestmark = pytest.mark.django_db
NOTE = "Survival figures are shown"


@pytest.fixture
def path(world: World) -> str:
    room: Room = room_of(world.congress)
    Session.objects.filter(pk=room.session_id).update(content_note=NOTE)
    return f"/tidelines/room/{room.session.code}"


def onward(page: str) -> str:
    found = re.search(r'href="(\?[^"]*noted=[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_note_stands_before_the_room_once(world: World, path: str) -> None:
    browser = browser_of(world.bob)
    page = browser.get(f"{path}?tab=questions").content.decode()
    assert NOTE in page
    assert "data-room" not in page
    assert "tab=questions" in onward(page)
    assert "data-room" in browser.get(path + onward(page)).content.decode()
    assert "data-room" in browser.get(path).content.decode()


def test_the_note_stands_before_the_words_and_the_replay_as_well(world: World, path: str) -> None:
    Sitting.objects.update(kind="replay")
    for address in (path, f"{path}/light"):
        browser = browser_of(world.ada)
        page = browser.get(address).content.decode()
        assert "This session has a content note" in page
        assert "This session has a content note" not in browser.get(address + onward(page)).content.decode()
    assert "This session has a content note" not in browser.get(path).content.decode()  # confirmed before the words


def test_other_words_are_asked_about_again_and_a_sign_of_another_note_opens_nothing(world: World, path: str) -> None:
    browser = browser_of(world.bob)
    sign = onward(browser.get(path).content.decode())
    browser.get(path + sign)
    Session.objects.update(content_note="Pictures of surgery")
    page = browser.get(path + sign).content.decode()
    assert "Pictures of surgery" in page
    assert "data-room" not in page


def test_who_moderates_is_not_held_up_and_charlie_is_told_nothing(world: World, path: str) -> None:
    assert "data-room" in browser_of(world.mo).get(path).content.decode()
    assert NOTE not in browser_of(world.charlie).get(path).content.decode()

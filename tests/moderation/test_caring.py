"""Who writes of a risk to life is told, alone, where help is."""

from __future__ import annotations

from typing import Any

import pytest

from messaging.models import Thread
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(world: World) -> World:
    do(world.olga, "words.set", conference="tidelines", words="", care="end it all\nno way out")
    do(world.olga, "safety.confirm_number", conference="tidelines", country="GB", number="999", label="Emergency")
    return world


def post(world: World, text: str) -> dict[str, Any]:
    thread = Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk
    return do(world.bob, "message.post", thread=thread, text=text)


def test_the_author_alone_is_shown_where_help_is_and_the_message_stands(listed: World) -> None:
    answer = post(listed, "Some days there is No Way Out")
    assert answer["care"]["url"] == "/tidelines/help-now"
    assert not answer["waits"]
    assert "help-now" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))
    page = browser_of(listed.bob).get("/tidelines/help-now").content.decode()
    assert "999" in page


def test_an_anonymous_asker_is_shown_it_too_and_no_row_names_her(listed: World) -> None:
    room = room_of(listed.congress)
    answer = do(listed.bob, "question.ask", room=room.pk, text="What if I end it all?", how="anonymous")
    assert answer["care"]["url"] == "/tidelines/help-now"
    assert not LoggedEvent.objects.filter(stream__name=f"user:{listed.bob.pk}").exists()


def test_other_words_and_other_congresses_are_left_alone(listed: World) -> None:
    assert "care" not in post(listed, "There is a way out of this ward")
    assert browser_of(listed.charlie).get("/tidelines/help-now").status_code == 404

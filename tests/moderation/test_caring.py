"""Who writes of a risk to life is told where help is, and moderators where to read."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.errors import NotFound
from messaging.models import Thread
from moderation.hints import duties
from moderation.hints.models import Hint
from realtime import log
from realtime.models import LoggedEvent
from tests.clocks import later
from tests.conference.reloading import apply, nodes
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


def test_the_author_is_shown_where_help_is_and_the_message_stands(listed: World) -> None:
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


def test_words_that_come_with_a_change_count_as_well(listed: World) -> None:
    message = post(listed, "Some days")["message"]
    answer = do(listed.bob, "message.edit", message=message, text="Some days there is no way out")
    assert answer["care"]["url"] == "/tidelines/help-now"
    room = room_of(listed.congress)
    do(listed.mo, "room.change", room=room.pk, opening="open", questions_wait=True)
    asked = do(listed.bob, "question.ask", room=room.pk, text="What if?", how="anonymous")["question"]
    answer = do(listed.bob, "question.edit", question=asked, text="What if I end it all?")
    assert answer["care"]["url"] == "/tidelines/help-now"
    assert set(Hint.objects.values_list("kind", "key")) == {("message", str(message)), ("question", str(asked))}


def test_other_words_and_other_congresses_are_left_alone(listed: World) -> None:
    assert "care" not in post(listed, "There is a way out of this ward")
    assert browser_of(listed.charlie).get("/tidelines/help-now").status_code == 404


def test_both_desks_are_pointed_to_it_without_words_or_a_name_until_somebody_looked(listed: World) -> None:
    room = room_of(listed.congress)
    post(listed, "Some days there is No Way Out")
    for page in ("/tidelines/desk", f"/tidelines/room/{room.session.code}/desk"):
        desk = browser_of(listed.mo).get(page).content.decode()
        assert "Read it there" in desk
        assert "999" in desk
    told = LoggedEvent.objects.filter(type="hint.noticed")
    assert {event.stream.name for event in told} == {room.desk, f"moderators:{listed.congress.pk}"}
    assert not any("Way Out" in str(event.data) or "Bob" in str(event.data) for event in told)
    hint = Hint.objects.get()
    with pytest.raises(NotFound):
        do(listed.bob, "hint.done", hint=hint.pk)
    do(listed.mo, "hint.done", hint=hint.pk)
    assert not Hint.objects.exists()
    assert "Read it there" not in browser_of(listed.mo).get("/tidelines/desk").content.decode()


def test_nobody_but_moderators_is_told_and_nothing_is_hidden(listed: World) -> None:
    room = room_of(listed.congress)
    said = post(listed, "Some days there is No Way Out")
    assert not said["waits"]
    page = browser_of(listed.ada).get(f"/tidelines/room/{room.session.code}").content.decode()
    assert "No Way Out" in page
    assert nodes(page, re.compile(r"hint-\d+")) == {}
    told = LoggedEvent.objects.filter(stream__name=room.stream)
    assert not told.filter(type__startswith="hint.").exists()


def test_hints_come_and_go_on_the_desk_as_a_reload_shows_them(listed: World) -> None:
    stream = f"moderators:{listed.congress.pk}"
    empty = hints_at(listed)
    post(listed, "Some days there is No Way Out")
    shown = hints_at(listed)
    assert len(shown) == 1
    assert apply(empty, stream, 0) == shown
    at = log.position(stream).head
    do(listed.mo, "hint.done", hint=Hint.objects.get().pk)
    assert apply(shown, stream, at) == hints_at(listed) == {}


def hints_at(world: World) -> dict[str, str]:
    page = browser_of(world.mo).get("/tidelines/desk").content.decode()
    return nodes(page, re.compile(r"hint-\d+"))


def test_a_congress_starts_with_phrases_and_may_have_none(world: World) -> None:
    assert "care" in post(world, "I do not want to live like this")
    assert "care" not in post(world, "Cells that want to divide, and suicide genes")
    do(world.olga, "words.set", conference="tidelines", words="", care="")
    assert "care" not in post(world, "I do not want to live like this")


def test_hints_go_by_themselves(listed: World) -> None:
    post(listed, "Some days there is No Way Out")
    assert duties.forget() == 0
    with later(days=2, hours=1):
        assert duties.forget() == 1

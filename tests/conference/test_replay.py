"""A session sits again: what was said knows its second, a replay is seen together and meets no other session."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from conference.questions.models import Question
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from conference.rooms.stage import actions as stages
from core import clock
from core.errors import Invalid
from core.unit import unit_of_work
from messaging.models import Message
from realtime import log
from schedule.programme.models import Place, ReleasedSitting
from tests import factories
from tests.conference import stage
from tests.factories import World, browser_of, do

Move = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Move the clock to so many minutes after the beginning of the test."""
    began: datetime = clock.now()

    def move(minutes: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=minutes))

    move(0)
    return move


@pytest.fixture
def room(world: World) -> Room:
    """The room of a session that began ten minutes ago and takes an hour."""
    return stage.room(world.congress)


def say(who: User, room: Room, text: str) -> Message:
    return Message.objects.get(pk=do(who, "message.post", thread=stage.thread(room).pk, text=text)["message"])


def ask(who: User, room: Room, text: str = "Which model?") -> Question:
    return Question.objects.get(pk=do(who, "question.ask", room=room.pk, text=text, how="named")["question"])


def record(world: World, room: Room) -> None:
    do(world.mo, "recording.attach", room=room.pk, url="/media/talk.mp4", begins="1:00", consent="yes")


def browse(world: World, room: Room, path: str = "") -> str:
    client: Client = factories.browser_of(world.bob)
    return client.get(f"/tidelines/room/{room.session.code}{path}").content.decode()


def test_what_is_said_and_asked_knows_its_sitting_and_its_second(world: World, room: Room) -> None:
    live = ReleasedSitting.objects.get(session=room.session).sitting_id
    message, question = say(world.bob, room, "Hello"), ask(world.ada, room)
    for item in (message, question):
        assert item.sitting_id == live
        assert item.time_mark in {600, 601, 602}
    do(world.mo, "question.decide", question=question.pk, state="on_stage")
    question.refresh_from_db()
    assert question.staged_mark in {600, 601, 602}


def test_what_is_said_before_stands_at_the_beginning_and_what_comes_days_later_nowhere(
    world: World, later: Move
) -> None:
    room = rooms.room_of(stage.session(world.congress, starts_in=5))
    assert say(world.bob, room, "Early").time_mark == 0
    later(3 * 24 * 60)
    message = say(world.bob, room, "Late")
    assert (message.sitting_id, message.time_mark) == (None, None)


def test_a_replay_counts_its_seconds_anew_and_a_questions_round_has_none(world: World, room: Room, later: Move) -> None:
    replay = stage.again(room.session, starts_in=480)
    stage.again(room.session, starts_in=720, kind="round")
    later(482)
    message = say(world.bob, room, "Good evening")
    assert (message.sitting_id, message.time_mark) == (replay.pk, 120)
    later(725)
    assert ask(world.ada, room).time_mark is None


def test_a_replay_shows_the_recording_and_never_what_its_place_shows(world: World, room: Room, later: Move) -> None:
    with unit_of_work():
        stages.add_source(Place.objects.get(name="Plenary A"), label="Hall", url="/media/hall.m3u8")
    stage.again(room.session, starts_in=480)
    other = rooms.room_of(stage.session(world.congress, "Another one, live there", starts_in=470))
    record(world, room)
    later(485)
    shown, there = browse(world, room), browse(world, other)
    assert "/media/talk.mp4" in shown
    assert "/media/hall.m3u8" not in shown
    assert "data-together=" in shown
    assert "/media/hall.m3u8" in there
    assert "/media/talk.mp4" not in there


def test_who_looks_for_a_room_reads_that_it_is_a_replay(world: World, room: Room, later: Move) -> None:
    stage.again(room.session, starts_in=480)
    assert ">Replay<" not in browser_of(world.bob).get("/tidelines/rooms").content.decode()
    later(485)
    assert ">Replay<" in browser_of(world.bob).get("/tidelines/rooms").content.decode()


def test_what_is_said_in_a_replay_is_not_heard_in_the_session_that_is_live_there(
    world: World, room: Room, later: Move
) -> None:
    stage.again(room.session, starts_in=480)
    other = rooms.room_of(stage.session(world.congress, "Another one, live there", starts_in=470))
    later(485)
    say(world.ada, room, "echoword")
    assert "echoword" in browse(world, room)
    assert "echoword" not in browse(world, other)
    assert log.read(other.stream, 0) == []


def test_chat_and_questions_of_the_live_session_are_in_the_replay(world: World, room: Room, later: Move) -> None:
    say(world.ada, room, "said live")
    ask(world.ada, room, "Asked live?")
    stage.again(room.session, starts_in=480)
    later(482)
    shown = browse(world, room)
    assert "said live" in shown
    assert "Asked live?" in shown


def test_between_a_session_and_its_replay_one_sees_the_recording_and_when_it_comes_again(
    world: World, room: Room, later: Move
) -> None:
    stage.again(room.session, starts_in=480)
    later(120)
    assert "data-countdown=" in browse(world, room)
    record(world, room)
    shown = browse(world, room)
    assert 'data-recording="60"' in shown
    assert "data-together=" not in shown


def test_the_list_with_time_marks_goes_through_the_session_in_order(world: World, room: Room, later: Move) -> None:
    for minute in range(3):
        later(minute)
        say(world.bob, room, f"message {minute}")
    later(1.5)
    ask(world.ada, room, "question between")
    shown = browse(world, room, "/along")
    words = re.findall(r"<p>(message \d)</p>|(question between)</p>", shown)
    assert ["".join(word) for word in words] == ["message 0", "message 1", "question between", "message 2"]
    assert "11:00" in shown
    assert "Play from 11:00 of the session" in shown


def test_a_long_session_comes_in_stretches_and_starts_in_the_middle_if_asked(world: World, room: Room) -> None:
    thread, author = stage.thread(room), world.member(world.bob)
    said = [
        Message(thread=thread, author=author, text=f"number {n:04}", posted_at=clock.now(), time_mark=n)
        for n in range(1000)
    ]
    Message.objects.bulk_create(said)
    first = browse(world, room, "/along")
    assert [re.findall(r"number \d+", first)[i] for i in (0, -1)] == ["number 0000", "number 0099"]
    cursor = re.search(r'href="\?after=([\d.]+)"', first)
    assert cursor is not None
    assert "number 0100" in browse(world, room, f"/along?after={cursor[1]}")
    middle = re.findall(r"number \d+", browse(world, room, "/along?at=500"))
    assert middle[0] == "number 0471"
    assert middle[-1] == "number 0570"
    assert "number 0999" in browse(world, room, "/along?at=99999")


def test_a_stretch_costs_the_same_with_three_messages_and_with_a_hundred(
    world: World, room: Room, django_assert_max_num_queries: Callable
) -> None:
    for n in range(3):
        say(world.bob, room, f"m{n}")
        ask(world.ada, room, f"q{n}")
    client = factories.browser_of(world.bob)
    client.get(f"/tidelines/room/{room.session.code}/along")
    with django_assert_max_num_queries(16):
        client.get(f"/tidelines/room/{room.session.code}/along")


@pytest.mark.parametrize("query", ["at=x", "at=-1", "after=1", "after=x.y", "after=9999999999999999999999.1", "at=²"])
def test_a_strange_address_is_read_as_the_beginning(world: World, room: Room, query: str) -> None:
    say(world.bob, room, "the first")
    assert "the first" in browse(world, room, f"/along?{query}")


def test_strangers_find_no_list(world: World, room: Room) -> None:
    answer = factories.browser_of(world.charlie).get(f"/tidelines/room/{room.session.code}/along")
    assert answer.status_code == 403
    assert factories.browser_of(None).get(f"/tidelines/room/{room.session.code}/missed").status_code == 302


def test_organizers_plan_a_replay_from_the_desk(world: World, room: Room) -> None:
    start = (clock.now() + timedelta(hours=8)).astimezone(clock.zone(world.congress.zone))
    do(world.olga, "room.repeat", room=room.pk, kind="replay", start=f"{start:%Y-%m-%dT%H:%M}")
    planned = ReleasedSitting.objects.get(session=room.session, kind="replay")
    assert planned.start == start.replace(second=0, microsecond=0)
    assert planned.end - planned.start == timedelta(hours=1)
    assert "Replay" in factories.browser_of(None).get(f"/tidelines/session/{room.session.code}").content.decode()


@pytest.mark.parametrize("start", ["2020-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_replay_is_to_come(world: World, room: Room, start: str) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.olga, "room.repeat", room=room.pk, kind="replay", start=start)
    assert refused.value.field == "start"


POLL = {"kind": "single", "text": "Mouse or fish?", "options": "Mouse\nFish"}


def poll(world: World, room: Room, reveal: str) -> int:
    pk: int = do(world.mo, "poll.prepare", room=room.pk, **POLL, reveal=reveal)["poll"]
    do(world.mo, "poll.move", poll=pk, state="open")
    do(world.ada, "poll.vote", poll=pk, choices=[1])
    return pk


def test_who_comes_late_is_told_what_she_missed(world: World, room: Room) -> None:
    do(world.mo, "announcement.write_here", room=room.pk, text="Slides are online")
    first, second = ask(world.ada, room, "Much wanted?"), ask(world.ada, room, "Less wanted?")
    do(world.alice, "question.vote", question=first.pk, on=True)
    do(world.mo, "question.pin", question=second.pk, on=True)
    done = poll(world, room, "close")
    do(world.mo, "poll.move", poll=done, state="closed")
    shown = browse(world, room, "/missed")
    assert re.findall(r"Slides are online|Less wanted\?|Much wanted\?|100 %", shown) == [
        "Slides are online", "Less wanted?", "Much wanted?", "100 %",
    ]  # fmt: skip


def test_what_is_not_for_everybody_yet_is_not_told(world: World, room: Room) -> None:
    poll(world, room, "close")
    made = do(world.mo, "announcement.write_here", room=room.pk, text="TAKENBACK")["announcement"]
    do(world.mo, "announcement.move", announcement=made, state="archived")
    do(world.mo, "announcement.write_here", room=room.pk, text="DRAFTWORD", draft=True)
    do(world.mo, "room.change", room=room.pk, opening="open", questions_wait=True)
    ask(world.ada, room, "PENDINGWORD?")
    shown = browse(world, room, "/missed")
    assert "Mouse or fish?" in shown
    assert not re.findall(r"100 %|TAKENBACK|DRAFTWORD|PENDINGWORD", shown)


def test_an_announcement_that_is_over_is_still_told_to_those_who_come_late(
    world: World, room: Room, later: Move
) -> None:
    from conference.announcements import actions as announcements

    do(world.mo, "announcement.write_here", room=room.pk, text="We begin late", minutes=5)
    later(10)
    announcements.end_due(clock.now())
    assert "We begin late" in browse(world, room, "/missed")


def test_in_an_empty_room_nothing_was_missed(world: World, room: Room) -> None:
    assert "You missed nothing yet" in browse(world, room, "/missed")

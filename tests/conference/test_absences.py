"""Who cannot come is written to once, at eight in the morning where she lives, with the answer and what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conference.polls.models import Poll
from conference.questions.models import Question
from conference.rooms import actions as rooms
from conference.rooms.absences import actions, morning
from conference.rooms.models import Absence, Room
from core import clock
from core.models import OutgoingMail
from tests import factories
from tests.conference import stage
from tests.factories import World, do

Move = Callable[[datetime], None]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "zone", "eight"),
    [
        ("2026-11-24T13:00+00:00", "Asia/Kolkata", "2026-11-25T02:30+00:00"),
        ("2026-11-24T13:00+00:00", "America/New_York", "2026-11-25T13:00+00:00"),
        ("2026-11-24T03:00+00:00", "Europe/London", "2026-11-24T08:00+00:00"),
        ("2026-11-24T07:00+00:00", "Europe/London", "2026-11-25T08:00+00:00"),
        ("2026-11-24T13:00+00:00", "Pacific/Kiritimati", "2026-11-24T18:00+00:00"),
        # The night in which the clocks go back, and the one in which they go on
        ("2026-10-24T20:00+00:00", "Europe/Berlin", "2026-10-25T07:00+00:00"),
        ("2026-03-28T20:00+00:00", "Europe/Berlin", "2026-03-29T06:00+00:00"),
    ],
)
def test_eight_in_the_morning_is_the_readers(end: str, zone: str, eight: str) -> None:
    assert morning.after(datetime.fromisoformat(end), ZoneInfo(zone)) == datetime.fromisoformat(eight)


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Move the clock; it stands at noon of the first day."""

    def to(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    to(NOON)
    return to


@pytest.fixture
def room(world: World, move: Move) -> Room:
    """The room of a session from one to two in the afternoon; Ada, who lives in Kolkata, cannot come."""
    made = rooms.room_of(stage.session(world.congress, starts_in=60))
    do(world.ada, "room.cannot_come", room=made.pk, on=True)
    return made


def letters(world: World) -> list[OutgoingMail]:
    actions.tell_due(clock.now())
    return list(OutgoingMail.objects.filter(to=world.ada.email, key__startswith="absence:"))


def test_the_letter_comes_at_eight_her_time_and_once(world: World, room: Room, move: Move) -> None:
    for at in (NOON, NOON + timedelta(hours=3), datetime(2026, 11, 25, 2, 29, tzinfo=UTC)):
        move(at)
        assert letters(world) == []
    move(datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
    assert len(letters(world)) == 1
    move(datetime(2026, 11, 26, 2, 30, tzinfo=UTC))
    assert len(letters(world)) == 1


def test_the_letter_has_the_recording_her_answer_and_five_lines(world: World, room: Room, move: Move) -> None:
    question = do(world.ada, "question.ask", room=room.pk, text="Does it wake again?", how="named")["question"]
    for n in range(6):
        do(world.bob, "question.ask", room=room.pk, text=f"Question {n}", how="named")
    do(world.mo, "question.decide", question=question, state="answered_written", answer="It does, in spring.")
    poll = do(world.mo, "poll.prepare", room=room.pk, kind="single", text="Mouse or fish?", options="Mouse\nFish",
              reveal="close")["poll"]  # fmt: skip
    do(world.mo, "poll.move", poll=poll, state="open")
    do(world.bob, "poll.vote", poll=poll, choices=[1])
    do(world.mo, "poll.move", poll=poll, state="closed")
    do(world.mo, "recording.attach", room=room.pk, url="/media/talk.mp4", consent="yes")
    move(datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
    (letter,) = letters(world)
    assert f"/tidelines/room/{room.session.code}" in letter.text
    assert "The recording is in the room" in letter.text
    assert "It does, in spring." in letter.text
    assert "Poll: Mouse or fish? Most said: Fish (1 voted)." in letter.text
    assert letter.text.count("\n- ") == 5


def test_a_result_that_is_not_shown_is_in_no_letter(world: World, room: Room, move: Move) -> None:
    poll = do(world.mo, "poll.prepare", room=room.pk, kind="single", text="HIDDENPOLL", options="Mouse\nFish",
              reveal="hand")["poll"]  # fmt: skip
    do(world.mo, "poll.move", poll=poll, state="open")
    do(world.mo, "poll.move", poll=poll, state="closed")
    assert not Poll.objects.get().shown
    move(datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
    (letter,) = letters(world)
    assert "HIDDENPOLL" not in letter.text


def test_her_anonymous_question_is_in_no_letter_that_is_kept_under_her_name(
    world: World, room: Room, move: Move
) -> None:
    asked = do(world.ada, "question.ask", room=room.pk, text="Who may I be?", how="anonymous")["question"]
    do(world.mo, "question.decide", question=asked, state="answered_written", answer="Anybody.")
    assert Question.objects.get().sealed
    move(datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
    (letter,) = letters(world)
    assert "Your question" not in letter.text


def test_under_embargo_the_letter_waits_for_the_morning_after_it(world: World, room: Room, move: Move) -> None:
    do(world.mo, "room.mark", room=room.pk, mark="open", embargo="2026-11-28")
    move(datetime(2026, 11, 27, 2, 30, tzinfo=UTC))
    assert letters(world) == []
    move(datetime(2026, 11, 28, 2, 30, tzinfo=UTC))
    assert len(letters(world)) == 1


def test_who_can_come_after_all_and_whose_session_is_cancelled_gets_no_letter(
    world: World, room: Room, move: Move
) -> None:
    do(world.ada, "room.cannot_come", room=room.pk, on=False)
    move(datetime(2026, 11, 25, 2, 30, tzinfo=UTC))
    assert letters(world) == []
    assert not Absence.objects.exists()


def test_the_room_offers_it_before_the_session_and_not_afterwards(world: World, room: Room, move: Move) -> None:
    browser = factories.browser_of(world.bob)
    address = f"/tidelines/room/{room.session.code}"
    assert b"I cannot come" in browser.get(address).content
    assert b"I can come after all" in factories.browser_of(world.ada).get(address).content
    assert b"I cannot come" in browser.get(f"{address}/light").content
    move(NOON + timedelta(hours=1, minutes=5))
    assert b"I cannot come" not in browser.get(address).content


def test_a_month_after_the_congress_nothing_of_it_is_kept(world: World, room: Room, move: Move) -> None:
    move(datetime(2027, 1, 1, tzinfo=UTC))
    assert actions.forget(clock.now()) == 1

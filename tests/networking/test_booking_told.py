"""Who is told of a booked chat: letters with a calendar file, notices, streams; once, and by a worker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from accounts.notices.models import Delivery, Notice
from core.models import OutgoingMail
from networking.chats import duties, letters
from networking.mentors.models import MentorProfile, Slot
from realtime.models import LoggedEvent
from tests import factories
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.booking import SOON, book
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db


def test_both_get_a_letter_with_a_calendar_file(world: World, slot: Slot) -> None:
    chat = book(world, slot)
    both = stage.letters(world.ada) + stage.letters(world.mira)
    assert [letter.to for letter in both] == [world.ada.email, world.mira.email]
    for letter in both:
        event = _event(letter)
        assert letter.calendar_method == "REQUEST"
        assert event.decoded("dtstart") == SOON
        assert event.decoded("dtend") == SOON + timedelta(minutes=20)
        assert (str(event["uid"]), int(event["sequence"])) == (chat.calendar_uid, 0)
        other = {world.ada.email, world.mira.email} - {letter.to}
        assert not any(address in letter.calendar + letter.text for address in other)


def test_a_letter_names_the_time_in_the_readers_zone(world: World, slot: Slot) -> None:
    book(world, slot)
    (letter,) = stage.letters(world.ada)
    text = letter.text
    assert "17:30 (Asia/Kolkata)" in text
    assert "12:00 (Europe/Lisbon)" in text


@pytest.mark.parametrize("day", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 45, tzinfo=UTC)])
def test_a_calendar_file_has_the_right_instant_where_the_clocks_change(
    world: World, mira: MentorProfile, hands: Clock, day: datetime
) -> None:
    """00:30 UTC is the first 02:30 of that night in Berlin; a file by the wall clock could mean the second."""
    hands.at = day - timedelta(days=1)
    made = Slot.objects.create(mentor=mira, start=day, end=day + timedelta(minutes=20))
    do(world.ada, "chat.book", slot=made.pk)
    factories.run_jobs()
    told = list(Notice.objects.filter(kind="chat.booked"))
    assert len(told) == 2
    for letter in told:
        assert _event(letter).decoded("dtstart") == day
        assert _event(letter).decoded("dtend") == day + timedelta(minutes=20)


def test_who_books_hears_at_once_and_who_sleeps_in_the_morning_unless_it_is_near(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    """Half past two at night in Berlin, where Mira lives, and eight in the morning in Ada's Kolkata."""
    hands.at = MORNING - timedelta(hours=8, minutes=30)
    far = stage.slots(mira, MORNING + timedelta(hours=6))[0]
    chat = book(world, far)
    assert (duties.announce(), duties.announce()) == (1, 0)
    due = dict(Delivery.objects.filter(device=None).values_list("notice__person__email", "due_at"))
    assert due == {world.ada.email: hands.at, world.mira.email: datetime(2026, 11, 24, 6, tzinfo=UTC)}
    hands.at = MORNING - timedelta(hours=5, minutes=30)  # half past five: the chat is less than a morning away
    do(world.ada, "chat.cancel", chat=chat.pk)
    last = Delivery.objects.filter(notice__kind="chat.cancelled")
    assert set(last.values_list("due_at", flat=True)) == {hands.at}


def test_what_was_told_stands_in_the_app_and_says_no_more_than_the_letter(world: World, slot: Slot) -> None:
    book(world, slot, question="Where do I begin?")
    duties.announce()
    page = browser_of(world.mira).get("/notices").content.decode()
    assert "Chat with Ada" in page
    assert "Where do I begin?" in page
    assert world.ada.email not in page


def test_cancelling_raises_the_sequence_and_keeps_the_uid(world: World, slot: Slot) -> None:
    chat = book(world, slot)
    do(world.ada, "chat.cancel", chat=chat.pk)
    (letter,) = stage.letters(world.mira, calendar_method="CANCEL")
    event = _event(letter)
    assert (str(event["uid"]), int(event["sequence"]), str(event["status"])) == (chat.calendar_uid, 1, "CANCELLED")


def test_both_hear_of_it_on_their_own_streams(world: World, slot: Slot) -> None:
    book(world, slot)
    told = LoggedEvent.objects.filter(type="chat.booked").values_list("stream__name", "data__name")
    assert set(told) == {(f"user:{world.ada.pk}", str(world.mira)), (f"user:{world.mira.pk}", str(world.ada))}


def test_the_two_are_told_of_a_chat_by_a_worker_once_also_when_it_failed_before(
    world: World, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    book(world, slot)
    assert not Notice.objects.exists(), "who books does not wait for letters"
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(letters, "booked", lambda chat, by="": 1 / 0)
        duties.announce()
    assert (duties.announce(), duties.announce()) == (1, 0)
    assert Notice.objects.filter(kind="chat.booked").count() == 2


def test_a_chat_called_off_before_it_was_told_is_told_as_off_alone(world: World, slot: Slot) -> None:
    do(world.ada, "chat.cancel", chat=book(world, slot).pk)
    while factories.run_jobs():
        pass
    assert list(Notice.objects.values_list("kind", flat=True)) == ["chat.cancelled"] * 2


def _event(letter: OutgoingMail | Notice) -> Any:
    calendar = Calendar.from_ical(letter.calendar)
    assert str(calendar["method"]) == letter.calendar_method
    event: Any = calendar.walk("VEVENT")[0]
    assert event["dtstart"].dt.utcoffset() == timedelta(0)
    return event

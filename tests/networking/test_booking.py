"""A mentor's time is taken once, wholly, and without telling why it was not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import User
from accounts.notices.models import Delivery, Notice
from core.errors import Conflict, Forbidden, NotFound, Refusal
from core.models import AuditEntry, OutgoingMail
from core.unit import unit_of_work
from networking.chats import actions, duties, letters, queries
from networking.chats.models import Chat, EngagementCell
from networking.mentors import actions as mentors
from networking.mentors.models import MentorProfile, Slot
from realtime import registry
from realtime.models import LoggedEvent
from schedule.programme.models import Speaker, Talk, TalkSpeaker
from tests import factories
from tests.conference import stage as rooms
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(hours=2)
AT_ONCE = 16  # connections in use at a time: the pool of a process has 20


@pytest.fixture
def slot(mira: MentorProfile) -> Slot:
    return stage.slots(mira, SOON)[0]


def book(world: World, slot: Slot, **fields: Any) -> Chat:
    return Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk, **fields)["chat"])


def test_booking_takes_the_time_of_both_with_its_rest(world: World, slot: Slot) -> None:
    chat = book(world, slot, question="How do I choose a postdoc?")
    slot.refresh_from_db()
    assert (chat.state, slot.state, chat.question) == ("confirmed", "taken", "How do I choose a postdoc?")
    for who in (world.ada, world.mira):
        kept = EngagementCell.objects.filter(person=who).order_by("cell").values_list("cell", flat=True)
        assert list(kept) == [SOON + timedelta(minutes=5 * i) for i in range(6)]


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


def test_who_cancels_decides_what_becomes_of_the_time(world: World, mira: MentorProfile) -> None:
    first, second = stage.slots(mira, SOON, 2)
    do(world.ada, "chat.cancel", chat=book(world, first).pk)
    first.refresh_from_db()
    assert first.state == "open"
    chat = book(world, second)
    do(world.mira, "chat.cancel", chat=chat.pk)
    second.refresh_from_db()
    chat.refresh_from_db()
    assert (second.state, chat.by) == ("withdrawn", "mentor")
    assert not EngagementCell.objects.exists()


def test_a_chat_is_cancelled_once(world: World, slot: Slot) -> None:
    chat = book(world, slot)
    do(world.ada, "chat.cancel", chat=chat.pk)
    with pytest.raises(Conflict) as refused:
        do(world.mira, "chat.cancel", chat=chat.pk)
    assert refused.value.code == "chat.moved_on"
    assert AuditEntry.objects.filter(action="chat.cancelled").count() == 1


def test_the_same_tap_twice_books_once(world: World, slot: Slot) -> None:
    tap = "5a5c0a3e-8b0e-4ac3-8a1e-0d6a7c3e5b11"
    answers = [do(world.ada, "chat.book", client_id=tap, slot=slot.pk) for _ in range(2)]
    assert answers[0] == answers[1]
    assert Chat.objects.count() == 1


def test_both_hear_of_it_on_their_own_streams(world: World, slot: Slot) -> None:
    book(world, slot)
    told = LoggedEvent.objects.filter(type="chat.booked").values_list("stream__name", "data__name")
    assert set(told) == {(f"user:{world.ada.pk}", str(world.mira)), (f"user:{world.mira.pk}", str(world.ada))}


def refusal_of(world: World, slot: Slot, who: str = "ada") -> Refusal:
    with pytest.raises(Refusal) as refused:
        do(getattr(world, who), "chat.book", slot=slot.pk)
    return refused.value


def test_block_taken_busy_full_and_past_all_read_the_same(world: World, mira: MentorProfile, hands: Clock) -> None:
    other = stage.mentor(world.alice, world.congress, "Dormancy")
    stage.slots(other, SOON + timedelta(hours=3))
    first, second = stage.slots(mira, SOON, 2)
    said = []
    for by, of in ((world.mira, world.ada), (world.ada, world.mira)):
        do(by, "block.set", membership=world.member(of).pk, on=True)
        said.append(refusal_of(world, first))
        do(by, "block.set", membership=world.member(of).pk, on=False)
    do(world.bob, "chat.book", slot=first.pk)
    said.append(refusal_of(world, first))
    MentorProfile.objects.filter(pk=mira.pk).update(capacity=1)
    said.append(refusal_of(world, second))
    MentorProfile.objects.filter(pk=mira.pk).update(capacity=8)
    Slot.objects.filter(pk=second.pk).update(state="withdrawn")
    said.append(refusal_of(world, second))
    assert len({(r.status, r.code, r.text, r.field, r.retry_after) for r in said}) == 1
    assert said[0].text.startswith("No time found with Mira Lindenquell. These mentors have time: Alice")


def test_a_slot_that_began_is_no_time(world: World, slot: Slot, hands: Clock) -> None:
    hands.at = SOON
    assert refusal_of(world, slot).code == "chat.no_time"


def test_own_talks_are_busy_times_of_the_mentor(world: World, mira: MentorProfile, slot: Slot) -> None:
    _speaks(world, world.mira)
    assert refusal_of(world, slot).code == "chat.no_time"
    assert queries.own_sessions([world.mira.pk], MORNING, SOON + timedelta(days=1))


def test_own_sessions_are_told_to_the_mentee_as_her_own(world: World, slot: Slot) -> None:
    _speaks(world, world.ada)
    assert refusal_of(world, slot).code == "chat.you_are_busy"


def _speaks(world: World, who: User) -> None:
    session = rooms.session(world.congress, starts_in=110, minutes=60)
    talk = Talk.objects.create(session=session, title="A talk")
    speaker = Speaker.objects.create(conference=world.congress, name=str(who), person=who)
    TalkSpeaker.objects.create(talk=talk, speaker=speaker)


def test_nobody_is_in_two_chats_at_once(world: World, mira: MentorProfile, slot: Slot) -> None:
    alice = stage.mentor(world.alice, world.congress)
    late = stage.slots(alice, SOON + timedelta(minutes=25))[0]  # within the rest after Mira's
    book(world, slot)
    assert refusal_of(world, late).code == "chat.you_are_busy"
    do(world.bob, "chat.book", slot=late.pk)


def test_the_database_alone_keeps_a_person_out_of_two_chats_at_once(world: World, mira: MentorProfile) -> None:
    """Whatever rules and locks are forgotten: cells that both would need are refused, and none of the second is kept."""
    alice = stage.mentor(world.alice, world.congress)
    first, second = stage.slots(mira, SOON)[0], stage.slots(alice, SOON)[0]
    book(world, first)
    ada, none = world.member(world.ada), EngagementCell.objects.count()
    for _ in range(2):
        with pytest.raises(IntegrityError, match=r"a_person_is_in_one_chat_at_a_time|person_id.*cell"), unit_of_work():
            actions.make(
                timedelta(minutes=10), conference=world.congress, mentor=alice.membership, mentee=ada, slot=second,
                start=second.start, end=second.end,
            )  # fmt: skip
    assert (Chat.objects.count(), EngagementCell.objects.count()) == (1, none)


def test_a_time_is_taken_by_whoever_finds_it_open(world: World, slot: Slot) -> None:
    moved = [mentors.move_slot(slot.pk, Slot.State.OPEN, Slot.State.TAKEN) for _ in range(3)]
    assert moved == [True, False, False]
    assert not mentors.move_slot(slot.pk, Slot.State.OPEN, Slot.State.WITHDRAWN)
    slot.refresh_from_db()
    assert slot.state == Slot.State.TAKEN


def test_a_pair_meets_once(world: World, mira: MentorProfile) -> None:
    first, second = stage.slots(mira, SOON, 2)
    book(world, first)
    assert refusal_of(world, second).code == "chat.already_met"


def test_a_mentor_does_not_book_herself(world: World, slot: Slot) -> None:
    assert isinstance(refusal_of(world, slot, "mira"), Forbidden)


def test_a_muted_person_does_not_book(world: World, slot: Slot) -> None:
    ada = world.member(world.ada)
    do(world.mo, "sanction.impose", ref=ada.ref, conference=world.congress.pk, kind="mute", minutes=5, reason="Rude")
    assert refusal_of(world, slot).code == "sanction.muted_until"


def test_chats_of_others_are_not_there(world: World, slot: Slot) -> None:
    chat = book(world, slot)
    for who in (world.bob, world.olga, world.mo, world.charlie):
        for number in (chat.pk, 424242):
            for name in ("chat.cancel", "chat.enter", "chat.leave"):
                with pytest.raises(NotFound) as refused:
                    do(who, name, chat=number)
                assert (refused.value.code, refused.value.text) == ("not_found", "We cannot find that.")
            assert browser_of(who).get(f"/tidelines/chats/{number}").status_code == 404
            assert browser_of(who).get(f"/tidelines/chats/{number}.ics").status_code == 404
        assert not registry.may_read(who.pk, chat.stream)
    assert registry.may_read(world.ada.pk, chat.stream)
    for key in ("chat:424242", "chat:x", "chat:", "chat:1e3", "chat:" + "9" * 40):
        assert not registry.may_read(world.ada.pk, key)


def test_the_file_to_download_is_the_readers_own(world: World, slot: Slot) -> None:
    chat = book(world, slot, question="Is there life after a thesis?")
    answer = browser_of(world.ada).get(f"/tidelines/chats/{chat.pk}.ics")
    event: Any = Calendar.from_ical(answer.content.decode()).walk("VEVENT")[0]
    assert event.decoded("dtstart") == SOON
    assert "Mira" in str(event["summary"])
    assert answer["Content-Type"].startswith("text/calendar")


def test_booking_works_as_a_plain_form(world: World, mira: MentorProfile, slot: Slot) -> None:
    client = browser_of(world.ada)
    path = f"/tidelines/mentors/{mira.membership.ref}"
    page = client.get(path).content.decode()
    assert f'name="slot" value="{slot.pk}"' in page
    answer = client.post("/c/chat.book", {"slot": slot.pk, "question": "Hello", "next": path})
    chat = Chat.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/tidelines/chats/{chat.pk}")
    assert "Mira" in client.get(answer["Location"]).content.decode()
    assert "Hello" in client.get("/tidelines/chats").content.decode()
    again = browser_of(world.bob).post("/c/chat.book", {"slot": slot.pk, "question": "My long thought", "next": path})
    assert again.status_code == 409
    assert "My long thought" in again.content.decode()


def test_the_next_chat_stands_on_the_page_now(world: World, slot: Slot) -> None:
    assert "My next mentor chat" not in browser_of(world.ada).get("/tidelines/").content.decode()
    book(world, slot)
    page = browser_of(world.ada).get("/tidelines/").content.decode()
    assert "My next mentor chat" in page
    assert "Mira Lindenquell" in page


def test_a_failure_after_the_first_cells_leaves_nothing(
    world: World, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "tell_both", lambda chat, type_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        do(world.ada, "chat.book", slot=slot.pk)
    slot.refresh_from_db()
    assert slot.state == "open"
    assert not Chat.objects.exists()
    assert not EngagementCell.objects.exists()


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


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_who_book_the_last_time_at_once_one_has_it(hands: Clock, transactional_db: None) -> None:
    """On both databases: threads with connections of their own."""
    world = factories.make_world()
    stage.topics(world.congress, "Dormancy")
    profile = stage.mentor(world.mira, world.congress, "Dormancy")
    slot = stage.slots(profile, SOON)[0]
    crowd = [person(f"Crowd {i}") for i in range(200)]
    for who in crowd:
        factories.member(who, world.congress)
    outcomes: list[str] = []
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda who: _try(who, slot.pk, outcomes), crowd))
    assert sorted(set(outcomes)) == ["booked", "chat.no_time"]
    assert (outcomes.count("booked"), len(outcomes)) == (1, 200)
    chat = Chat.objects.get()
    assert EngagementCell.objects.filter(chat=chat).count() == EngagementCell.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_of_twenty_cancellations_one_counts(hands: Clock, transactional_db: None) -> None:
    world = factories.make_world()
    profile = stage.mentor(world.mira, world.congress)
    slot = stage.slots(profile, SOON)[0]
    chat = book(world, slot)
    outcomes: list[str] = []
    people = [world.ada, world.mira] * 10
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda who: _cancel(who, chat.pk, outcomes), people))
    assert (outcomes.count("cancelled"), outcomes.count("chat.moved_on")) == (1, 19)
    assert Notice.objects.filter(calendar_method="CANCEL").count() == 2


def _try(who: User, slot: int, outcomes: list[str]) -> None:
    _note(lambda: do(who, "chat.book", slot=slot), "booked", outcomes)


def _cancel(who: User, chat: int, outcomes: list[str]) -> None:
    _note(lambda: do(who, "chat.cancel", chat=chat), "cancelled", outcomes)


def _note(command: Callable[[], object], word: str, outcomes: list[str]) -> None:
    try:
        command()
        outcomes.append(word)
    except Refusal as refused:
        outcomes.append(refused.code)
    except Exception as problem:  # a deadlock or a broken constraint must be seen, not lost with its thread
        outcomes.append(repr(problem))
    finally:
        connections.close_all()


def _event(letter: OutgoingMail | Notice) -> Any:
    calendar = Calendar.from_ical(letter.calendar)
    assert str(calendar["method"]) == letter.calendar_method
    event: Any = calendar.walk("VEVENT")[0]
    assert event["dtstart"].dt.utcoffset() == timedelta(0)
    return event


def test_a_refusal_asks_as_little_at_a_large_congress(world: World, mira: MentorProfile, slot: Slot) -> None:
    def cost() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as asked:
            said = actions.no_time(factories.actor(world.ada, world.congress), mira)
        return len(asked), said.text

    def more(name: str, *topics: str) -> None:
        stage.slots(stage.mentor(person(name), world.congress, *topics), SOON + timedelta(hours=1), 2)

    more("Rae Rillstone", "Dormancy")
    cost()  # what is read of herself is read once
    few, _text = cost()
    for n in range(30):
        more(f"Other {n}", "Job talks")
    many, text = cost()
    assert few == many <= 10
    assert text.index("Rae Rillstone") < text.index("Other"), "who shares her topics comes first"
    assert text.count(" (") == 3

"""A mentor's time is taken once, wholly, and without telling why it was not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import User
from core.errors import Conflict, Forbidden, NotFound, Refusal
from core.models import AuditEntry
from core.unit import unit_of_work
from networking.chats import actions, queries
from networking.chats.models import Chat, EngagementCell
from networking.mentors import actions as mentors
from networking.mentors.models import MentorProfile, Slot
from realtime import registry
from schedule.programme.models import Speaker, Talk, TalkSpeaker
from tests import factories
from tests.conference import stage as rooms
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.booking import SOON, book
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db


def test_booking_takes_the_time_of_both_with_its_rest(world: World, slot: Slot) -> None:
    chat = book(world, slot, question="How do I choose a postdoc?")
    slot.refresh_from_db()
    assert (chat.state, slot.state, chat.question) == ("confirmed", "taken", "How do I choose a postdoc?")
    for who in (world.ada, world.mira):
        kept = EngagementCell.objects.filter(person=who).order_by("cell").values_list("cell", flat=True)
        assert list(kept) == [SOON + timedelta(minutes=5 * i) for i in range(6)]


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

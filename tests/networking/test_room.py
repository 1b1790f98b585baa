"""Being late, more time, help, notes, another time: what the two can do so that they meet all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, NotFound
from core.unit import unit_of_work
from networking.chats import duties
from networking.chats.models import Chat, EngagementCell, Notes
from networking.mentors.models import MentorProfile, Slot
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(hours=2)


@pytest.fixture
def chat(world: World, mira: MentorProfile) -> Chat:
    slot = stage.slots(mira, SOON)[0]
    return Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk, question="Is there a way?")["chat"])


def go_live(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON
    for who in (world.ada, world.mira):
        do(who, "chat.enter", chat=chat.pk)


def refused(world: World, who: str, command: str, **data: Any) -> str:
    with pytest.raises((Conflict, Forbidden)) as found:
        do(getattr(world, who), command, **data)
    return found.value.code


def test_who_says_that_she_is_late_is_waited_for(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON
    duties.sweep()
    do(world.ada, "chat.enter", chat=chat.pk)
    do(world.mira, "chat.late", chat=chat.pk)
    do(world.mira, "chat.late", chat=chat.pk)  # twice said is once said
    hands.move(minutes=9)
    duties.sweep()
    chat.refresh_from_db()
    assert (chat.state, chat.end) == ("open", SOON + timedelta(minutes=25))
    assert (
        "The mentor comes five minutes late"
        in browser_of(world.ada).get(f"/tidelines/chats/{chat.pk}").content.decode()
    )
    assert refused(world, "ada", "chat.late", chat=chat.pk) == "chat.not_late"
    hands.move(minutes=1)
    duties.sweep()
    chat.refresh_from_db()
    assert (chat.state, chat.by) == ("no_show", "mentor")


def test_more_time_is_given_once_when_both_ask(world: World, chat: Chat, hands: Clock) -> None:
    go_live(world, chat, hands)
    assert do(world.ada, "chat.extend", chat=chat.pk)["extended"] is False
    assert do(world.ada, "chat.extend", chat=chat.pk)["extended"] is False
    assert do(world.mira, "chat.extend", chat=chat.pk)["extended"] is True
    chat.refresh_from_db()
    assert chat.end == SOON + timedelta(minutes=30)
    hands.move(minutes=29)
    duties.sweep()
    chat.refresh_from_db()
    assert chat.state == "live"
    assert refused(world, "ada", "chat.extend", chat=chat.pk) == "chat.extended"
    hands.move(minutes=1)
    duties.sweep()
    chat.refresh_from_db()
    assert chat.state == "ended"


def test_there_is_no_more_time_when_one_of_them_is_expected_elsewhere(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    first, second = stage.slots(mira, SOON, 2)
    chat = Chat.objects.get(pk=do(world.ada, "chat.book", slot=first.pk)["chat"])
    do(world.bob, "chat.book", slot=second.pk)
    go_live(world, chat, hands)
    do(world.mira, "chat.late", chat=Chat.objects.get(slot=second).pk)
    do(world.ada, "chat.extend", chat=chat.pk)
    do(world.mira, "chat.extend", chat=chat.pk)  # ten minutes are her rest before the next one
    chat.refresh_from_db()
    assert chat.end == second.start
    Chat.objects.filter(pk=chat.pk).update(extended=False)
    assert refused(world, "mira", "chat.extend", chat=chat.pk) == "chat.no_more_time"
    assert EngagementCell.objects.filter(person=world.mira, chat=chat, cell__gte=second.start).count() == 0


def test_need_help_calls_the_coordinators_and_safety_ends_the_chat(world: World, chat: Chat, hands: Clock) -> None:
    go_live(world, chat, hands)
    do(world.ada, "chat.help", chat=chat.pk, about="technical", words="No sound")
    (letter,) = stage.letters(world.olga)
    assert "No sound" in letter.text
    chat.refresh_from_db()
    assert chat.state == "live"
    do(world.ada, "chat.help", chat=chat.pk, about="safety")
    chat.refresh_from_db()
    assert chat.state == "aborted"
    assert not EngagementCell.objects.exists()
    told = browser_of(world.mira).get(f"/tidelines/chats/{chat.pk}").content.decode()
    assert "This chat was broken off." in told
    assert "safety" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))
    with pytest.raises(NotFound):
        do(world.bob, "chat.help", chat=chat.pk, about="other")


def test_notes_are_shared_and_nobody_writes_over_words_she_has_not_seen(world: World, chat: Chat) -> None:
    assert do(world.ada, "notes.write", chat=chat.pk, text="Read Tide 2019", version=0) == {"version": 1}
    assert refused(world, "mira", "notes.write", chat=chat.pk, text="Mine", version=0) == "notes.moved_on"
    do(world.mira, "notes.write", chat=chat.pk, text="Read Tide 2019\nWrite to Lund", version=1)
    sheet = browser_of(world.ada).get(f"/tidelines/chats/{chat.pk}/notes.txt")
    assert "attachment" in sheet["Content-Disposition"]
    assert "Write to Lund" in sheet.content.decode()
    for who in (world.bob, world.olga, world.charlie):
        assert browser_of(who).get(f"/tidelines/chats/{chat.pk}/notes.txt").status_code == 404
        with pytest.raises(NotFound):
            do(who, "notes.write", chat=chat.pk, text="Let me in", version=2)
    assert privacy.export_person(world.mira.pk)["chats.Notes"][0]["text"].endswith("Lund")


def test_notes_leave_with_the_words_and_with_the_person(world: World, chat: Chat, hands: Clock) -> None:
    do(world.ada, "notes.write", chat=chat.pk, text="canaryword", version=0)
    with unit_of_work():
        privacy.erase_person(world.mira.pk)
    assert not Notes.objects.exists()
    assert "canaryword" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))


def test_notes_are_forgotten_after_thirty_days(world: World, chat: Chat, hands: Clock) -> None:
    do(world.ada, "notes.write", chat=chat.pk, text="canaryword", version=0)
    do(world.ada, "chat.cancel", chat=chat.pk)
    hands.at = chat.end + timedelta(days=30)
    assert duties.forget_words() == 1
    assert not Notes.objects.exists()
    assert "canaryword" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))
    assert refused(world, "ada", "notes.write", chat=chat.pk, text="Again", version=0) == "rule.refused"


def test_a_mentee_takes_another_time_and_both_calendars_follow(world: World, mira: MentorProfile, chat: Chat) -> None:
    later = stage.slots(mira, SOON + timedelta(hours=3))[0]
    old = chat.slot
    do(world.ada, "chat.move", chat=chat.pk, slot=later.pk)
    chat.refresh_from_db()
    later.refresh_from_db()
    assert old is not None
    old.refresh_from_db()
    assert (chat.state, chat.start, later.state, old.state) == ("confirmed", later.start, "taken", "open")
    kept = set(EngagementCell.objects.values_list("cell", flat=True))
    assert kept == {later.start + timedelta(minutes=5 * i) for i in range(6)}
    for who in (world.ada, world.mira):
        newest = Notice.objects.filter(person=who).order_by("pk").last()
        assert newest is not None
        event: Any = Calendar.from_ical(newest.calendar).walk("VEVENT")[0]
        assert (str(event["uid"]), int(event["sequence"]) > 0) == (chat.calendar_uid, True)
        assert event.decoded("dtstart") == later.start


def test_a_chat_moves_until_half_an_hour_before(world: World, mira: MentorProfile, chat: Chat, hands: Clock) -> None:
    later = stage.slots(mira, SOON + timedelta(hours=3))[0]
    hands.at = SOON - timedelta(minutes=29)
    assert refused(world, "ada", "chat.move", chat=chat.pk, slot=later.pk) == "chat.too_late_to_move"
    assert refused(world, "mira", "chat.reschedule", chat=chat.pk) == "chat.too_late_to_move"
    hands.at = SOON - timedelta(minutes=30)
    do(world.ada, "chat.move", chat=chat.pk, slot=later.pk)


def test_a_time_that_is_gone_leaves_the_old_one_as_it_was(world: World, mira: MentorProfile, chat: Chat) -> None:
    later = stage.slots(mira, SOON + timedelta(hours=3))[0]
    before = set(EngagementCell.objects.values_list("person", "cell"))
    do(world.bob, "chat.book", slot=later.pk)
    assert refused(world, "ada", "chat.move", chat=chat.pk, slot=later.pk) == "chat.no_time"
    chat.refresh_from_db()
    assert (chat.state, chat.start) == ("confirmed", SOON)
    assert before <= set(EngagementCell.objects.values_list("person", "cell"))


def test_a_mentor_asks_for_another_time_and_the_mentee_chooses(world: World, mira: MentorProfile, chat: Chat) -> None:
    later = stage.slots(mira, SOON + timedelta(hours=3))[0]
    other = stage.mentor(world.alice, world.congress)
    elsewhere = stage.slots(other, SOON + timedelta(hours=4))[0]
    do(world.mira, "chat.reschedule", chat=chat.pk)
    chat.refresh_from_db()
    assert (chat.state, EngagementCell.objects.count()) == ("rescheduling", 0)
    assert refused(world, "mira", "chat.move", chat=chat.pk, slot=later.pk) == "rule.refused"
    with pytest.raises(NotFound):
        do(world.ada, "chat.move", chat=chat.pk, slot=elsewhere.pk)
    page = browser_of(world.ada).get(f"/tidelines/chats/{chat.pk}/time").content.decode()
    assert f'value="{later.pk}"' in page
    do(world.ada, "chat.move", chat=chat.pk, slot=later.pk)
    chat.refresh_from_db()
    assert (chat.state, chat.start) == ("confirmed", later.start)


def test_nobody_found_another_time(world: World, chat: Chat, hands: Clock) -> None:
    do(world.mira, "chat.reschedule", chat=chat.pk)
    hands.at = SOON
    duties.sweep()
    chat.refresh_from_db()
    assert (chat.state, chat.by) == ("cancelled", "")


def test_a_talk_that_moves_onto_a_chat_has_the_way(world: World, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    from networking.chats import queries

    assert duties.clashes() == 0
    talk = {world.mira.pk: [(SOON + timedelta(minutes=10), SOON + timedelta(minutes=40))]}
    monkeypatch.setattr(queries, "own_sessions", lambda people, start, end: talk)
    assert duties.clashes() == 1
    assert duties.clashes() == 0
    chat.refresh_from_db()
    assert (chat.state, chat.by) == ("rescheduling", "mentor")
    assert Slot.objects.get().state == "withdrawn"


def test_after_a_no_show_the_next_time_is_one_tap_away(
    world: World, mira: MentorProfile, chat: Chat, hands: Clock
) -> None:
    later = stage.slots(mira, SOON + timedelta(hours=3))[0]
    hands.at = SOON
    duties.sweep()
    hands.move(minutes=6)
    duties.sweep()
    page = browser_of(world.ada).get(f"/tidelines/chats/{chat.pk}").content.decode()
    assert "/c/chat.rebook" in page
    assert refused(world, "mira", "chat.rebook", chat=chat.pk) == "rule.refused"
    again = Chat.objects.get(pk=do(world.ada, "chat.rebook", chat=chat.pk)["chat"])
    assert (again.start, again.question) == (later.start, "Is there a way?")
    assert refused(world, "ada", "chat.rebook", chat=again.pk) == "chat.moved_on"

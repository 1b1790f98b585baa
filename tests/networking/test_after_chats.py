"""Reminders before, questions after: each once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.notices.models import Delivery, Notice
from core import privacy
from core.errors import Forbidden, NotFound
from core.unit import unit_of_work
from networking.chats import duties
from networking.chats.models import Chat
from networking.contacts.models import Contact
from networking.feedback import duties as later
from networking.feedback.models import Feedback, Goal, StayInTouch
from networking.mentors.models import MentorProfile
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(hours=30)


@pytest.fixture
def chat(world: World, mira: MentorProfile) -> Chat:
    slot = stage.slots(mira, SOON)[0]
    return Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk)["chat"])


@pytest.fixture
def ended(world: World, chat: Chat, hands: Clock) -> Chat:
    hands.at = SOON
    for who in (world.ada, world.mira):
        do(who, "chat.enter", chat=chat.pk)
    do(world.ada, "chat.leave", chat=chat.pk)
    return chat


def reminders(world: World) -> list[str]:
    found = Notice.objects.filter(kind="chat.reminder", person=world.ada).order_by("pk")
    return [key.rpartition("remind-")[2] for key in found.values_list("key", flat=True)]


def test_each_reminder_comes_once(world: World, chat: Chat, hands: Clock) -> None:
    for minutes, expected in (
        (24 * 60 + 1, []),
        (24 * 60, ["24h"]),
        (61, ["24h"]),
        (60, ["24h", "1h"]),
        (5, ["24h", "1h", "5min"]),
        (0, ["24h", "1h", "5min"]),
    ):
        hands.at = SOON - timedelta(minutes=minutes)
        duties.remind()
        duties.remind()
        assert reminders(world) == expected, minutes
    assert Notice.objects.filter(kind="chat.reminder").count() == 6


def test_who_books_late_is_not_reminded_of_yesterday(world: World, mira: MentorProfile, hands: Clock) -> None:
    slot = stage.slots(mira, MORNING + timedelta(hours=3))[0]
    do(world.ada, "chat.book", slot=slot.pk)
    duties.remind()
    assert reminders(world) == []
    hands.move(hours=2)
    duties.remind()
    assert reminders(world) == ["1h"]


def test_a_new_time_is_reminded_of_anew(world: World, mira: MentorProfile, chat: Chat, hands: Clock) -> None:
    hands.at = SOON - timedelta(hours=24)
    duties.remind()
    later_slot = stage.slots(mira, SOON + timedelta(hours=5))[0]
    do(world.ada, "chat.move", chat=chat.pk, slot=later_slot.pk)
    hands.at = later_slot.start - timedelta(hours=1)
    duties.remind()
    assert reminders(world) == ["24h", "1h"]


def test_a_day_before_waits_for_the_morning_and_an_hour_before_does_not(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    """Quiet hours are from ten in the evening to seven, by Ada's clock in Kolkata."""
    start = MORNING + timedelta(days=1, hours=9)  # 00:30 in Kolkata
    do(world.ada, "chat.book", slot=stage.slots(mira, start)[0].pk)
    for before in (24, 1):
        hands.at = start - timedelta(hours=before)
        duties.remind()
    day, hour = Delivery.objects.filter(notice__person=world.ada, notice__kind="chat.reminder").order_by("pk")
    assert day.due_at > start - timedelta(hours=24)
    assert hour.due_at == start - timedelta(hours=1)


def test_both_are_asked_once_how_it_was(world: World, ended: Chat) -> None:
    assert Notice.objects.filter(kind="chat.feedback").count() == 2
    page = browser_of(world.ada).get(f"/tidelines/chats/{ended.pk}").content.decode()
    assert "How was it?" in page
    do(world.ada, "feedback.give", chat=ended.pk, useful=5, again=True)
    do(world.ada, "feedback.give", chat=ended.pk, useful=4, again=False)
    assert list(Feedback.objects.values_list("useful", "again")) == [(4, False)]
    with pytest.raises(NotFound):
        do(world.bob, "feedback.give", chat=ended.pk, useful=1, again=False)


def test_before_the_end_there_is_nothing_to_say(world: World, chat: Chat) -> None:
    with pytest.raises(Forbidden):
        do(world.ada, "feedback.give", chat=chat.pk, useful=5, again=True)


def test_staying_in_touch_is_told_when_both_would(world: World, ended: Chat) -> None:
    do(world.ada, "followup.set", chat=ended.pk, on=True)
    assert "You two stay in touch" not in browser_of(world.mira).get(f"/tidelines/chats/{ended.pk}").content.decode()
    assert not Contact.objects.exists()
    do(world.mira, "followup.set", chat=ended.pk, on=True)
    assert Contact.objects.count() == 1
    assert "You two stay in touch" in browser_of(world.mira).get(f"/tidelines/chats/{ended.pk}").content.decode()


def test_a_goal_comes_back_after_three_months_once(world: World, ended: Chat, hands: Clock) -> None:
    do(world.ada, "goal.set", chat=ended.pk, text="A first grant", remind=True)
    do(world.mira, "goal.set", chat=ended.pk, text="Nothing to be reminded of")
    hands.move(days=90)
    assert later.remind() == 0
    hands.move(days=1)
    assert (later.remind(), later.remind()) == (1, 0)
    assert Notice.objects.get(kind="chat.goal").text == "A first grant"
    assert "A first grant" not in browser_of(world.mira).get(f"/tidelines/chats/{ended.pk}").content.decode()


def test_a_month_after_the_congress_chats_go_but_for_those_whose_goal_is_still_to_be_asked_about(
    world: World, ended: Chat, hands: Clock
) -> None:
    do(world.ada, "feedback.give", chat=ended.pk, useful=5, again=True)
    do(world.ada, "goal.set", chat=ended.pk, text="A first grant", remind=True)
    hands.at = datetime.combine(world.congress.ends_on + timedelta(days=31), time(12), tzinfo=UTC)
    assert later.forget() == 0
    hands.at = datetime.combine(world.congress.ends_on + timedelta(days=120), time(12), tzinfo=UTC)
    assert (later.remind(), later.forget()) == (1, 1)
    assert not any(table.objects.exists() for table in (Chat, Feedback, Goal))
    assert Notice.objects.get(kind="chat.goal").text == "A first grant"
    assert browser_of(world.ada).get(Notice.objects.get(kind="chat.goal").url).status_code == 200


def test_a_month_after_the_congress_a_chat_without_a_goal_goes(world: World, ended: Chat, hands: Clock) -> None:
    hands.at = datetime.combine(world.congress.ends_on + timedelta(days=30), time(12), tzinfo=UTC)
    assert later.forget() == 0
    hands.move(days=1)
    assert later.forget() == 1
    assert not Chat.objects.exists()


def test_what_one_said_leaves_with_one(world: World, ended: Chat) -> None:
    do(world.ada, "feedback.give", chat=ended.pk, useful=5, again=True)
    do(world.ada, "followup.set", chat=ended.pk, on=True)
    do(world.ada, "goal.set", chat=ended.pk, text="canaryword", remind=True)
    assert privacy.export_person(world.ada.pk)["feedback.Goal"][0]["text"] == "canaryword"
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert not any(table.objects.exists() for table in (Feedback, StayInTouch, Goal))

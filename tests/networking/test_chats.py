"""The life of a chat: who comes, who does not, and what the two may do."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, NotFound
from core.models import AuditEntry
from core.unit import unit_of_work
from messaging.models import Message, Thread
from networking.chats import actions, duties, states
from networking.chats.models import Chat, EngagementCell
from networking.mentors.models import MentorProfile
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
SOON = MORNING + timedelta(hours=2)


@pytest.fixture
def chat(world: World, mira: MentorProfile) -> Chat:
    slot = stage.slots(mira, SOON)[0]
    made = Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk, question="Is there a way?")["chat"])
    duties.announce()
    return made


def state_of(chat: Chat) -> str:
    chat.refresh_from_db()
    return chat.state


def test_the_table_of_states_leads_somewhere_and_ends() -> None:
    reachable, todo = set(), [states.PROPOSED]
    while todo:
        state = todo.pop()
        if state not in reachable:
            reachable.add(state)
            todo += states.NEXT[state]
    assert reachable == set(states.NEXT)
    assert set(Chat.State.values) == set(states.NEXT)
    assert frozenset({"ended", "cancelled", "no_show", "aborted"}) == states.FINAL


def test_only_moves_of_the_table_are_made(world: World, chat: Chat) -> None:
    for was, to in itertools.product(states.NEXT, states.NEXT):
        Chat.objects.filter(pk=chat.pk).update(state=was)
        before = AuditEntry.objects.filter(action=f"chat.{to}", on=f"chat:{chat.pk}").count()
        with unit_of_work():
            moved = actions.move(world.actor(world.ada), chat, to)
        assert moved == (to in states.NEXT[was])
        assert state_of(chat) == (to if moved else was)
        assert AuditEntry.objects.filter(action=f"chat.{to}", on=f"chat:{chat.pk}").count() == before + int(moved)


def test_the_room_opens_five_minutes_before(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON - timedelta(minutes=6)
    assert duties.sweep() == 0
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.enter", chat=chat.pk)
    assert refused.value.code == "chat.not_open"
    hands.move(minutes=1)
    assert duties.sweep() == 1
    assert duties.sweep() == 0
    assert state_of(chat) == "open"


def test_the_chat_is_live_when_both_are_there_and_over_at_its_end(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON - timedelta(minutes=2)
    do(world.ada, "chat.enter", chat=chat.pk)
    assert state_of(chat) == "open"
    do(world.mira, "chat.enter", chat=chat.pk)
    do(world.mira, "chat.enter", chat=chat.pk)
    assert state_of(chat) == "live"
    hands.at = SOON + timedelta(minutes=20)
    duties.sweep()
    assert state_of(chat) == "ended"
    assert not EngagementCell.objects.exists()


@pytest.mark.parametrize(("came", "by"), [("ada", "mentor"), ("mira", "mentee"), ("", "both")])
def test_who_did_not_come_is_noted(world: World, chat: Chat, hands: Clock, came: str, by: str) -> None:
    hands.at = SOON
    duties.sweep()
    if came:
        do(getattr(world, came), "chat.enter", chat=chat.pk)
    hands.move(minutes=5)
    duties.sweep()
    duties.sweep()
    assert (state_of(chat), chat.by) == ("no_show", by)
    told = Notice.objects.filter(kind="chat.missed").values_list("person", "title")
    assert set(told) == {
        (world.ada.pk, "Your chat with Mira Lindenquell did not come about"),
        (world.mira.pk, f"Your chat with {world.ada} did not come about"),
    }


def test_leaving_a_live_chat_ends_it_and_an_open_one_waits(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON
    do(world.ada, "chat.enter", chat=chat.pk)
    do(world.ada, "chat.leave", chat=chat.pk)
    assert (state_of(chat), chat.mentee_came_at) == ("open", None)
    do(world.ada, "chat.enter", chat=chat.pk)
    do(world.mira, "chat.enter", chat=chat.pk)
    do(world.mira, "chat.leave", chat=chat.pk)
    assert state_of(chat) == "ended"


def test_the_two_talk_while_it_is_open_and_nobody_else_does(world: World, chat: Chat, hands: Clock) -> None:
    thread = Thread.objects.get(kind="chat", key=str(chat.pk))
    with pytest.raises(Forbidden):
        do(world.ada, "message.post", thread=thread.pk, text="Too early")
    hands.at = SOON
    duties.sweep()
    do(world.ada, "message.post", thread=thread.pk, text="Hello Mira")
    do(world.mira, "message.post", thread=thread.pk, text="Hello Ada")
    for who in (world.bob, world.mo, world.olga, world.charlie):
        with pytest.raises(NotFound):
            do(who, "message.post", thread=thread.pk, text="Let me in")
    said = Message.objects.get(text="Hello Ada")
    with pytest.raises(NotFound):
        do(world.mo, "message.hide", message=said.pk, on=True)
    page = browser_of(world.ada).get(f"/tidelines/chats/{chat.pk}").content.decode()
    assert "Hello Mira" in page
    assert "No medical advice here" in page


def test_thirty_days_later_the_words_of_the_two_are_gone(world: World, chat: Chat, hands: Clock) -> None:
    thread = Thread.objects.get(kind="chat", key=str(chat.pk))
    hands.at = SOON
    duties.sweep()
    do(world.ada, "message.post", thread=thread.pk, text="canaryword")
    hands.at = chat.end + timedelta(days=29)
    duties.sweep()
    assert duties.forget_words() == 0
    hands.move(days=1)
    assert duties.forget_words() == 1
    assert not Message.objects.filter(thread=thread).exists()
    chat.refresh_from_db()
    assert chat.question == ""
    assert not Notice.objects.filter(kind="chat.booked").exclude(text="", calendar="").exists()
    assert "Is there a way" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))
    assert "canaryword" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))
    assert duties.forget_words() == 0


def test_a_block_during_the_chat_ends_the_talking(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON
    duties.sweep()
    for who in (world.ada, world.mira):
        do(who, "chat.enter", chat=chat.pk)
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=True)
    assert state_of(chat) == "ended", "as if she had left"
    thread = Thread.objects.get(kind="chat", key=str(chat.pk))
    with pytest.raises(Forbidden):
        do(world.ada, "message.post", thread=thread.pk, text="Hello?")


def test_a_room_without_script_has_its_way_in_and_out(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON
    client, path = browser_of(world.ada), f"/tidelines/chats/{chat.pk}"
    assert "Come in" in client.get(path).content.decode()
    assert client.post("/c/chat.enter", {"chat": chat.pk, "next": path})["Location"] == path
    page = client.get(path).content.decode()
    assert 'action="/c/chat.leave"' in page
    assert 'action="/c/message.post"' in page
    assert client.post("/c/chat.leave", {"chat": chat.pk})["Location"] == "/tidelines/chats"


def test_an_erased_mentee_leaves_neither_name_nor_words(world: World, chat: Chat, hands: Clock) -> None:
    hands.at = SOON
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    chat.refresh_from_db()
    assert (chat.state, chat.mentee, chat.question) == ("cancelled", None, "")
    told = str(list(LoggedEvent.objects.values_list("data", flat=True)))
    assert "Ada" not in told
    assert "Is there a way" not in told
    assert "Is there a way" not in str(list(Notice.objects.values_list("text", "calendar")))
    assert not stage.letters(world.mira, calendar_method="REQUEST")
    assert stage.letters(world.mira, calendar_method="CANCEL")
    assert not EngagementCell.objects.exists()
    assert browser_of(world.mira).get("/tidelines/chats").status_code == 200
    assert browser_of(world.mira).get(f"/tidelines/chats/{chat.pk}").status_code == 200


def test_an_erased_mentor_takes_her_profile_and_times_with_her(world: World, chat: Chat) -> None:
    with unit_of_work():
        privacy.erase_person(world.mira.pk)
    assert not MentorProfile.objects.exists()
    assert state_of(chat) == "cancelled"
    assert Notice.objects.filter(person=world.ada, calendar_method="CANCEL").exists()


def test_a_person_reads_her_own_part_of_a_chat(world: World, chat: Chat) -> None:
    mentees = privacy.export_person(world.ada.pk)["chats.Chat"]
    mentors = privacy.export_person(world.mira.pk)["chats.Chat"]
    assert mentees[0]["question"] == "Is there a way?"
    assert mentors[0]["question"] == ""

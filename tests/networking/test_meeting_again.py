"""A pair meets once, and once more when both ask; who asks alone learns nothing of the other one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, NotFound
from networking.chats import duties, queries
from networking.chats.models import Chat
from networking.matchmaking.models import Offer
from networking.mentors.models import MentorProfile, Slot
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(world: World, mira: MentorProfile, hands: Clock) -> Chat:
    """Ada and Mira have met, and Mira has times tomorrow."""
    first = stage.slots(mira, MORNING + timedelta(minutes=10))[0]
    chat = Chat.objects.get(pk=do(world.ada, "chat.book", slot=first.pk)["chat"])
    hands.at = chat.start
    duties.sweep()
    for who in (world.ada, world.mira):
        do(who, "chat.enter", chat=chat.pk)
    do(world.ada, "chat.leave", chat=chat.pk)
    chat.refresh_from_db()
    assert chat.state == "ended"
    stage.slots(mira, MORNING + timedelta(days=1), 2)
    return chat


def times() -> list[int]:
    return list(Slot.objects.filter(state="open").order_by("start").values_list("pk", flat=True))


def page(world: World, who: str, chat: Chat) -> str:
    return browser_of(getattr(world, who)).get(f"/tidelines/chats/{chat.pk}").content.decode()


def test_two_who_both_ask_meet_once_more_and_not_a_third_time(world: World, ended: Chat) -> None:
    do(world.ada, "feedback.give", chat=ended.pk, useful=4, again=True)
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.book", slot=times()[0])
    assert refused.value.code == "chat.already_met"
    do(world.mira, "feedback.give", chat=ended.pk, useful=4, again=True)
    do(world.ada, "chat.book", slot=times()[0])
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.book", slot=times()[0])
    assert refused.value.code == "chat.already_met"
    pair = (ended.mentor_id or 0, ended.mentee_id or 0)
    assert queries.met_pairs(ended.conference_id) == queries.pairs_that_had_theirs(ended.conference_id) == {pair}


def test_rounds_and_the_line_may_bring_them_together_again_when_both_ask(world: World, ended: Chat) -> None:
    pair = (ended.mentor_id or 0, ended.mentee_id or 0)
    do(world.mira, "feedback.give", chat=ended.pk, useful=4, again=True)
    assert queries.pairs_that_had_theirs(ended.conference_id) == {pair}
    do(world.mira, "duty.set", conference="tidelines", on=True)
    do(world.ada, "ticket.open", conference="tidelines", topics=[], question="")
    assert not Offer.objects.exists()
    do(world.ada, "feedback.give", chat=ended.pk, useful=4, again=True)
    assert queries.pairs_that_had_theirs(ended.conference_id) == set()
    assert queries.met_pairs(ended.conference_id) == {pair}, "they have met all the same"
    do(world.mira, "duty.set", conference="tidelines", on=False)
    do(world.mira, "duty.set", conference="tidelines", on=True)
    assert Offer.objects.get().state == "live"


def test_it_is_told_when_both_ask_and_once(world: World, ended: Chat) -> None:
    told = Notice.objects.filter(kind="chat.again")
    for on in (True, False, True):
        do(world.ada, "feedback.give", chat=ended.pk, useful=4, again=on)
    assert not told.exists()
    assert "You both" not in page(world, "mira", ended)
    assert page(world, "ada", ended).count("Would you meet again?") == 1, "one question, no second offer"
    assert 'name="again" value="true" checked' in page(world, "ada", ended)
    assert 'name="again" value="true" checked' not in page(world, "mira", ended)
    assert not privacy.export_person(world.mira.pk)["chats.Chat"][0]["asked_to_meet_again"]
    for _ in range(2):
        do(world.mira, "feedback.give", chat=ended.pk, useful=4, again=True)
    assert sorted(told.values_list("person__display_name", flat=True)) == sorted(
        [world.ada.display_name, world.mira.display_name]
    )
    assert "Take one more time" in page(world, "ada", ended)
    assert "You both would like to meet again" in page(world, "mira", ended)


def test_who_takes_it_back_does_not_meet_again(world: World, ended: Chat) -> None:
    for who in (world.ada, world.mira):
        do(who, "feedback.give", chat=ended.pk, useful=4, again=True)
    do(world.mira, "feedback.give", chat=ended.pk, useful=4, again=False)
    with pytest.raises(Conflict):
        do(world.ada, "chat.book", slot=times()[0])


def test_who_is_kept_apart_is_as_one_who_does_not_ask(world: World, ended: Chat) -> None:
    do(world.mira, "feedback.give", chat=ended.pk, useful=4, again=True)
    alone = page(world, "ada", ended)
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=True)
    do(world.ada, "feedback.give", chat=ended.pk, useful=4, again=True)
    assert not Notice.objects.filter(kind="chat.again").exists()
    assert "You both" not in page(world, "ada", ended)
    assert "You both" not in alone
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.book", slot=times()[0])
    assert refused.value.code == "chat.no_time"


def test_others_and_who_has_not_met_yet_cannot_ask(world: World, mira: MentorProfile, ended: Chat) -> None:
    with pytest.raises(NotFound):
        do(world.bob, "feedback.give", chat=ended.pk, useful=4, again=True)
    ahead = do(world.bob, "chat.book", slot=times()[0])["chat"]
    with pytest.raises(Forbidden):
        do(world.bob, "feedback.give", chat=ahead, useful=4, again=True)

"""The live queue: a ticket, an offer with a minute, two yeses, a chat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core.errors import Conflict, Forbidden, NotFound
from networking.chats import duties as chat_duties
from networking.chats.models import Chat
from networking.matchmaking import duties
from networking.matchmaking.models import Offer, Ticket
from networking.mentors.models import MentorProfile, Topic
from networking.rounds.models import Round
from networking.wishes.models import MenteeProfile
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.queueing import offered, serve, states, wait
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
ALL_FOR_THE_PATH = {"topics": 0, "wants": 0, "path": 1000, "stage": 0, "new": 0}


def test_ticket_offer_two_yeses_and_both_are_in_the_chat(world: World, mira: MentorProfile) -> None:
    duty = serve(world.mira)
    ticket = wait(world.ada, question="How do I start?")
    offer = Offer.objects.get()
    assert states(ticket, duty, offer) == ["offered", "offered", "live"]
    assert do(world.mira, "offer.accept", offer=offer.pk)["chat"] is None
    answer = do(world.ada, "offer.accept", offer=offer.pk)
    chat = Chat.objects.get(pk=answer["chat"])
    assert answer["url"] == f"/tidelines/chats/{chat.pk}"
    assert states(ticket, duty, offer, chat) == ["connecting", "in_chat", "accepted", "open"]
    do(world.ada, "chat.enter", chat=chat.pk)
    do(world.mira, "chat.enter", chat=chat.pk)
    assert states(ticket, duty, chat) == ["in_chat", "in_chat", "live"]
    assert (chat.kind, chat.question) == ("live", "How do I start?")
    do(world.mira, "chat.leave", chat=chat.pk)
    assert states(ticket, duty, chat) == ["done", "cooldown", "ended"]


def test_the_order_of_coming_does_not_matter(world: World, mira: MentorProfile) -> None:
    ticket = wait(world.ada)
    assert states(ticket) == ["waiting"]
    serve(world.mira)
    assert states(ticket) == ["offered"]


def test_two_tabs_have_one_ticket(world: World, mira: MentorProfile) -> None:
    assert wait(world.ada) == wait(world.ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.create(
            conference=world.congress, mentee=world.member(world.ada), joined_at=MORNING, state="waiting"
        )


def test_the_database_keeps_one_live_offer_for_each_side(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    other = Ticket.objects.create(conference=world.congress, mentee=world.member(world.bob), joined_at=MORNING)
    for ticket, duty in ((offer.ticket, offer.duty), (other, offer.duty)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.create(ticket=ticket, duty=duty, made_at=MORNING, expires_at=MORNING)


def test_a_mentors_no_keeps_the_place_and_is_not_offered_again(world: World, mira: MentorProfile, hands: Clock) -> None:
    offer = offered(world)
    joined = offer.ticket.joined_at
    hands.move(seconds=20)
    do(world.mira, "offer.decline", offer=offer.pk)
    assert states(offer, offer.ticket, offer.duty) == ["declined", "waiting", "available"]
    assert offer.ticket.joined_at == joined
    duties.pair()
    assert Offer.objects.count() == 1
    second = stage.mentor(world.alice, world.congress)
    serve(world.alice)
    assert Offer.objects.get(state="live").duty.mentor == second


def test_a_mentees_no_starts_her_at_the_end(world: World, mira: MentorProfile, hands: Clock) -> None:
    offer = offered(world)
    hands.move(seconds=20)
    do(world.ada, "offer.decline", offer=offer.pk)
    assert states(offer.ticket) == ["waiting"]
    assert offer.ticket.joined_at == hands.at


def test_decline_timeout_and_going_off_read_the_same(world: World, mira: MentorProfile, hands: Clock) -> None:
    said = []
    for way in ("decline", "timeout", "off"):
        offer = offered(world)
        if way == "decline":
            do(world.mira, "offer.decline", offer=offer.pk)
        elif way == "timeout":
            hands.move(seconds=60)
            duties.sweep()
        else:
            serve(world.mira, on=False)
        page = browser_of(world.ada).get("/tidelines/queue").content.decode()
        said.append("No time found with Mira Lindenquell. You keep your place." in page)
        do(world.ada, "ticket.leave", ticket=offer.ticket_id)
        serve(world.mira, on=False)
    assert said == [True] * 3


def test_a_silent_mentor_pauses_and_the_second_time_goes_off(world: World, mira: MentorProfile, hands: Clock) -> None:
    offer = offered(world)
    hands.move(seconds=59)
    assert duties.sweep() == 0
    hands.move(seconds=1)
    assert duties.sweep() == 1
    assert duties.sweep() == 0
    assert states(offer, offer.ticket, offer.duty) == ["timed_out", "waiting", "paused"]
    wait(world.bob)
    hands.move(minutes=3)
    duties.sweep()
    second = Offer.objects.get(state="live")
    assert second.ticket.mentee.person == world.bob  # Ada is not offered the same mentor again
    hands.move(seconds=60)
    duties.sweep()
    assert states(second.duty) == ["off"]


def test_a_silent_mentee_loses_her_place_and_the_mentor_is_free(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    offer = offered(world)
    do(world.mira, "offer.accept", offer=offer.pk)
    hands.move(seconds=60)
    duties.sweep()
    assert states(offer.ticket, offer.duty) == ["expired", "available"]


def test_a_late_yes_is_stale_even_before_the_sweep(world: World, mira: MentorProfile, hands: Clock) -> None:
    offer = offered(world)
    do(world.mira, "offer.accept", offer=offer.pk)
    hands.move(seconds=60)
    with pytest.raises(Conflict) as refused:
        do(world.ada, "offer.accept", offer=offer.pk)
    assert refused.value.code == "offer.stale"
    assert not Chat.objects.exists()


def test_leaving_the_line_frees_the_mentor_for_the_next(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    other = wait(world.bob)
    do(world.ada, "ticket.leave", ticket=offer.ticket_id)
    assert states(offer, offer.ticket, other) == ["withdrawn", "left", "offered"]
    with pytest.raises(Conflict):
        do(world.ada, "ticket.leave", ticket=offer.ticket_id)


def test_after_the_chat_comes_a_rest_and_then_the_next(world: World, mira: MentorProfile, hands: Clock) -> None:
    offer = offered(world)
    other = wait(world.bob)
    do(world.mira, "offer.accept", offer=offer.pk)
    chat = Chat.objects.get(pk=do(world.ada, "offer.accept", offer=offer.pk)["chat"])
    do(world.mira, "chat.enter", chat=chat.pk)
    do(world.ada, "chat.enter", chat=chat.pk)
    hands.move(minutes=20)
    chat_duties.sweep()
    assert states(chat, offer.duty, other) == ["ended", "cooldown", "waiting"]
    hands.move(seconds=120)
    duties.sweep()
    assert states(offer.duty, other) == ["offered", "offered"]


def test_going_off_during_a_chat_comes_true_after_it(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    do(world.mira, "offer.accept", offer=offer.pk)
    chat = do(world.ada, "offer.accept", offer=offer.pk)["chat"]
    serve(world.mira, on=False)
    assert states(offer.duty) == ["in_chat"]
    do(world.ada, "chat.cancel", chat=chat)
    assert states(offer.duty, offer.ticket) == ["off", "done"]


def test_nobody_who_does_not_fit_is_offered(world: World, mira: MentorProfile, hands: Clock) -> None:
    jobs = Topic.objects.get(name="Job talks")
    serve(world.mira)
    ticket = wait(world.ada, jobs)
    assert states(ticket) == ["waiting"]
    assert "Nobody on duty fits your topics" in browser_of(world.ada).get("/tidelines/queue").content.decode()


@pytest.mark.parametrize(("weights", "whom"), [({}, "Mira"), (ALL_FOR_THE_PATH, "Nora")])
def test_what_counts_how_much_is_as_the_newest_round_of_the_congress_has_it(
    world: World, weights: dict[str, int], whom: str
) -> None:
    """Mira has the topic that Ada asks for, Nora has gone the way that Ada wants to go."""
    (topic,) = stage.topics(world.congress, "Dormancy")
    stage.mentor(world.mira, world.congress, "Dormancy")
    nora = person("Nora")
    profile = stage.mentor(nora, world.congress)
    MentorProfile.objects.filter(pk=profile.pk).update(path="industry")
    MenteeProfile.objects.create(membership=world.member(world.ada), paths=["industry"])
    for kept in ({"topics": 1000, "wants": 0, "path": 0, "stage": 0, "new": 0}, weights):
        Round.objects.create(
            conference=world.congress, title="A round", weights=kept, first_day=world.congress.starts_on,
            last_day=world.congress.ends_on, made_at=MORNING,
        )  # fmt: skip
    serve(world.mira)
    serve(nora)
    wait(world.ada, topic)
    assert str(Offer.objects.get().duty.mentor).startswith(whom)


@pytest.mark.parametrize("by_mentor", [True, False])
def test_a_block_keeps_two_apart_and_the_page_says_nothing_of_it(
    world: World, mira: MentorProfile, by_mentor: bool
) -> None:
    by, of = (world.mira, world.ada) if by_mentor else (world.ada, world.mira)
    do(by, "block.set", membership=world.member(of).pk, on=True)
    serve(world.mira)
    assert states(wait(world.ada)) == ["waiting"]
    # By facts alone she fits: the number of fitting mentors must not betray the block
    assert "1 mentor on duty fits your topics." in browser_of(world.ada).get("/tidelines/queue").content.decode()


def test_a_block_after_the_offer_is_seen_at_the_yes(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    do(world.ada, "offer.accept", offer=offer.pk)
    do(world.ada, "block.set", membership=mira.membership_id, on=True)
    with pytest.raises(Conflict) as refused:
        do(world.mira, "offer.accept", offer=offer.pk)
    assert refused.value.code == "offer.stale"
    assert not Chat.objects.exists()


def test_who_has_a_booked_chat_now_is_not_offered(world: World, mira: MentorProfile, hands: Clock) -> None:
    slot = stage.slots(mira, MORNING + timedelta(minutes=10))[0]
    do(world.bob, "chat.book", slot=slot.pk)
    serve(world.mira)
    assert states(wait(world.ada)) == ["waiting"]


def test_offers_and_tickets_of_others_are_not_there(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    for who in (world.bob, world.olga, world.charlie):
        for number in (offer.pk, 77777):
            for name in ("offer.accept", "offer.decline"):
                with pytest.raises(NotFound) as refused:
                    do(who, name, offer=number)
                assert refused.value.text == "We cannot find that."
        for number in (offer.ticket_id, 77777):
            with pytest.raises(NotFound):
                do(who, "ticket.leave", ticket=number)
    assert states(offer) == ["live"]


def test_only_approved_mentors_serve(world: World) -> None:
    with pytest.raises(NotFound):
        do(world.mira, "duty.set", conference="tidelines", on=True)
    with pytest.raises(Forbidden):
        do(world.bob, "duty.set", conference="tidelines", on=True)
    profile = stage.mentor(world.mira, world.congress)
    MentorProfile.objects.filter(pk=profile.pk).update(approved=False)
    with pytest.raises(Forbidden):
        do(world.mira, "duty.set", conference="tidelines", on=True)

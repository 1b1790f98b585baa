"""The live queue: a ticket, an offer with a minute, two yeses, a chat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

import hypothesis
import pytest
from django.db import IntegrityError, connections, transaction
from hypothesis import strategies as some

from accounts.models import User
from core import privacy
from core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from core.unit import unit_of_work
from networking.chats import duties as chat_duties
from networking.chats.models import Chat, EngagementCell
from networking.matchmaking import duties, pairing
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.offers import actions
from networking.matchmaking.pairing import OnDuty, Waiting, Worth
from networking.mentors.models import MentorProfile, Topic
from networking.rounds.models import Round
from networking.wishes.models import MenteeProfile
from realtime import registry
from realtime.models import LoggedEvent
from tests import factories
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
ALL_FOR_THE_PATH = {"topics": 0, "wants": 0, "path": 1000, "stage": 0, "new": 0}


def wait(who: User, *topics: Topic, question: str = "") -> Ticket:
    """Join the line."""
    answer = do(who, "ticket.open", conference="tidelines", topics=[t.pk for t in topics], question=question)
    return Ticket.objects.get(pk=answer["ticket"])


def serve(who: User, on: bool = True) -> Duty:
    return Duty.objects.get(pk=do(who, "duty.set", conference="tidelines", on=on)["duty"])


def offered(world: World) -> Offer:
    """Mira on duty, Ada in the line: they are offered to each other at once."""
    serve(world.mira)
    wait(world.ada)
    return Offer.objects.get(state="live")


def states(*rows: Ticket | Duty | Offer | Chat) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]


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


def test_a_ticket_takes_no_topics_of_elsewhere(world: World) -> None:
    foreign = stage.topics(world.neighbour, "Tides")[0]
    with pytest.raises(Invalid) as refused:
        do(world.ada, "ticket.open", conference="tidelines", topics=[foreign.pk])
    assert refused.value.field == "topics"
    assert not Ticket.objects.exists()


def test_only_approved_mentors_serve(world: World) -> None:
    with pytest.raises(NotFound):
        do(world.mira, "duty.set", conference="tidelines", on=True)
    with pytest.raises(Forbidden):
        do(world.bob, "duty.set", conference="tidelines", on=True)
    profile = stage.mentor(world.mira, world.congress)
    MentorProfile.objects.filter(pk=profile.pk).update(approved=False)
    with pytest.raises(Forbidden):
        do(world.mira, "duty.set", conference="tidelines", on=True)


def test_the_queue_tells_place_and_usual_wait(world: World, mira: MentorProfile, hands: Clock) -> None:
    for minutes in (4, 8, 12):
        past = MORNING - timedelta(hours=1)
        Ticket.objects.create(
            conference=world.congress, mentee=world.member(world.alice), state="done",
            joined_at=past, matched_at=past + timedelta(minutes=minutes),
        )  # fmt: skip
    wait(world.bob)
    hands.move(seconds=1)
    wait(world.ada)
    page = browser_of(world.ada).get("/tidelines/queue").content.decode()
    assert "<b>2</b>" in page
    assert "4 to 12 min" in page


def test_places_are_told_when_they_change(world: World, hands: Clock) -> None:
    first = wait(world.bob)
    hands.move(seconds=1)
    wait(world.ada)
    assert duties.places() == 2
    assert duties.places() == 0
    do(world.bob, "ticket.leave", ticket=first.pk)
    assert duties.places() == 1
    told = LoggedEvent.objects.filter(stream__name=f"user:{world.ada.pk}").last()
    assert told is not None
    assert told.data["place"] == 1


def test_who_waits_is_told_to_nobody_else(world: World, mira: MentorProfile) -> None:
    stage.mentor(world.alice, world.congress, "Job talks")
    wait(world.ada, Topic.objects.get(name="Grant writing"), question="A secret hope")
    serve(world.mira)
    serve(world.alice)
    for row in LoggedEvent.objects.exclude(stream__name=f"user:{world.ada.pk}"):
        assert "Ada" not in str(row.data)
        assert "secret" not in str(row.data)
    for page in ("/tidelines/queue", "/tidelines/queue/duty"):
        assert "Ada" not in browser_of(world.mira).get(page).content.decode()


def test_members_follow_the_queue_and_strangers_do_not(world: World) -> None:
    assert registry.may_read(world.bob.pk, f"queue:{world.congress.pk}")
    for key in (f"queue:{world.congress.pk}", "queue:x", "queue:999999", "queue:"):
        assert not registry.may_read(world.charlie.pk, key)


def test_nobody_waits_for_ever(world: World, hands: Clock) -> None:
    ticket = wait(world.ada)
    hands.move(hours=2)
    assert duties.sweep() == 1
    assert states(ticket) == ["expired"]
    assert wait(world.ada) != ticket


def test_the_queue_works_without_script(world: World, mira: MentorProfile) -> None:
    ada, mentor = browser_of(world.ada), browser_of(world.mira)
    assert "Join the line" in ada.get("/tidelines/queue").content.decode()
    assert mentor.post("/c/duty.set?conference=tidelines&on=true", {"next": "/tidelines/queue/duty"}).status_code == 303
    sent = {"conference": "tidelines", "question": "How?", "next": "/tidelines/queue"}
    assert ada.post("/c/ticket.open", sent)["Location"] == "/tidelines/queue"
    offer = Offer.objects.get()
    accept = f"/c/offer.accept?offer={offer.pk}"
    assert accept.replace("&", "&amp;") in ada.get("/tidelines/queue").content.decode()
    page = mentor.get("/tidelines/queue/duty").content.decode()
    assert "Ada Meghadri" in page
    assert "How?" in page
    assert mentor.post(accept, {"next": "/tidelines/queue/duty"})["Location"] == "/tidelines/queue/duty"
    chat_url = ada.post(accept, {"next": "/tidelines/queue"})["Location"]
    assert chat_url in mentor.get("/tidelines/queue/duty").content.decode()
    assert ada.get(chat_url).status_code == mentor.get(chat_url).status_code == 200


def test_an_erased_person_leaves_the_queue(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert states(offer.duty) == ["available"]
    assert not Ticket.objects.exists()
    assert "Ada" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))


def test_an_erased_mentor_gives_the_place_back(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    ticket = offer.ticket
    with unit_of_work():
        privacy.erase_person(world.mira.pk)
    assert states(ticket) == ["waiting"]
    assert not Offer.objects.exists()
    assert "Mira" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))


# -- the pure part


def waiting(number: int, minute: int, *topics: int) -> Waiting:
    return Waiting(number, number, number, frozenset(topics), frozenset(), MORNING + timedelta(minutes=minute))


def free(number: int, minute: int, *topics: int) -> OnDuty:
    at = MORNING + timedelta(minutes=minute)
    return OnDuty(number, 100 + number, 100 + number, frozenset(topics), frozenset(), at)


def test_the_oldest_who_fits_goes_first() -> None:
    line = [waiting(1, 5), waiting(2, 1, 7), waiting(3, 3, 8)]
    there, now = [free(1, 0, 8)], MORNING + timedelta(minutes=10)
    assert [(w.ticket, d.duty) for w, d in pairing.plan(line, there, there, now, set(), {}, Worth())] == [(3, 1)]
    assert [(w.ticket, d.duty) for w, d in pairing.plan(line, there, there, now, {(3, 1)}, {}, Worth())] == [(1, 1)]
    assert pairing.plan(line, there, there, now, {(3, 1), (1, 1)}, {}, Worth()) == []


@pytest.mark.once
@hypothesis.given(some.integers(0, 2**32))
@hypothesis.settings(max_examples=60, deadline=None)
def test_what_fits_is_the_same_one_by_one_and_all_at_once(seed: int) -> None:
    random = Random(seed)

    def few(of: str) -> frozenset[str]:
        return frozenset(random.sample(of, random.randint(0, 2)))

    line = [
        Waiting(n, random.randint(0, 3), n, frozenset(map(ord, few("abc"))), few("de"), MORNING, random.random() < 0.5)
        for n in range(random.randint(1, 5))
    ]
    there = [
        OnDuty(n, random.randint(0, 3), n, frozenset(map(ord, few("abc"))), few("de"), MORNING, random.random() < 0.5)
        for n in range(random.randint(0, 5))
    ]
    assert pairing.fitting(line, there).tolist() == [[pairing.fits(one, other) for other in there] for one in line]


def test_places_count_from_one_and_ties_have_an_order() -> None:
    line = [waiting(1, 0), waiting(2, 0), waiting(3, 1)]
    assert [pairing.place(one, line) for one in line] == [1, 2, 3]


def test_a_usual_wait_is_a_range_or_not_known() -> None:
    minutes = [timedelta(minutes=m) for m in (1, 2, 3, 4, 30)]
    assert pairing.usual_wait(minutes) == (2, 4)
    assert pairing.usual_wait(minutes[:2]) is None
    assert pairing.usual_wait([timedelta(0)] * 3) == (0, 1)


# -- many at once


@pytest.mark.django_db(transaction=True)
def test_of_twenty_racing_actors_one_ends_an_offer(hands: Clock, transactional_db: None) -> None:
    world = factories.make_world()
    stage.mentor(world.mira, world.congress)
    offer = offered(world)
    do(world.mira, "offer.accept", offer=offer.pk)
    hands.move(seconds=59)
    outcomes: list[str] = []
    ways = [
        lambda: do(world.ada, "offer.accept", offer=offer.pk),
        lambda: do(world.mira, "offer.decline", offer=offer.pk),
        lambda: do(world.ada, "ticket.leave", ticket=offer.ticket_id),
        lambda: _sweep_late(offer.pk),
    ] * 5
    _race(ways, outcomes)
    assert not [word for word in outcomes if word.startswith("!")]
    offer.refresh_from_db()
    assert offer.state != "live"
    pairs = {"accepted": "connecting", "declined": "waiting", "withdrawn": "left", "timed_out": "expired"}
    allowed = {pairs[offer.state], "left"} if offer.state != "accepted" else {"connecting"}
    assert states(offer.ticket)[0] in allowed
    assert Chat.objects.count() == (1 if offer.state == "accepted" else 0)
    assert EngagementCell.objects.count() % 2 == 0


def _sweep_late(pk: int) -> None:
    from networking.matchmaking import queries

    with unit_of_work():
        if not actions.time_out(queries.offer(pk)):
            raise Conflict("offer.stale", "")


@pytest.mark.django_db(transaction=True)
def test_thirty_who_join_at_once_make_one_offer_for_each_mentor(hands: Clock, transactional_db: None) -> None:
    world = factories.make_world()
    crowd = [person(f"Crowd {i}") for i in range(30)]
    for who in crowd:
        factories.member(who, world.congress)
    mentors = [world.mira, world.alice, world.bob]
    for mentor in mentors:
        stage.mentor(mentor, world.congress)
    outcomes: list[str] = []
    joins = [lambda who=who: wait(who) for who in crowd]
    _race([*joins, *[lambda who=who: serve(who) for who in mentors]], outcomes)
    assert outcomes == ["done"] * 33
    assert Offer.objects.filter(state="live").count() == 3
    assert Ticket.objects.filter(state="offered").count() == Duty.objects.filter(state="offered").count() == 3


def _race(ways: Sequence[Callable[[], object]], outcomes: list[str]) -> None:
    def run(way: Callable[[], object]) -> None:
        try:
            way()
            outcomes.append("done")
        except Refusal as refused:
            outcomes.append(refused.code)
        except Exception as problem:
            outcomes.append(f"!{problem!r}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(run, ways))

"""Many at once: nobody twice, nothing by halves, and a worker that dies leaves nothing behind."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import Block
from accounts.notices.models import Notice
from core.errors import Refusal
from core.unit import unit_of_work
from networking.chats import actions as chats
from networking.chats.models import Chat, EngagementCell
from networking.matchmaking import duties, pairing, queries
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.line import actions as line
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.offers import actions as offers
from networking.mentors import locks
from networking.mentors.models import Slot
from networking.rounds.giving import actions as giving
from networking.rounds.models import Proposal, Round
from networking.tables.models import Seat
from realtime import log
from tests import factories
from tests.factories import World, do, person
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 16  # connections in use at a time: the pool of a process has 20


@pytest.fixture
def world(transactional_db: None, hands: Clock) -> World:
    return factories.make_world()


def side_by_side(ways: list[Callable[[], Any]]) -> Counter[str]:
    """What came of each: "done", the code of a refusal, or the fault with "!" before it."""

    def run(way: Callable[[], Any]) -> str:
        try:
            way()
        except Refusal as refused:
            return refused.code
        except Exception as problem:
            return f"!{problem!r}"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(threads.map(run, ways))


def crowd(world: World, count: int) -> list[Any]:
    found = [person(f"Crowd {n}") for n in range(count)]
    for one in found:
        factories.member(one, world.congress)
    return found


def faults() -> dict[str, int]:
    cells = Counter(EngagementCell.objects.values_list("person", "cell"))
    halves = [one for one in Chat.objects.all() if one.cells.count() != 12]
    taken = Slot.objects.filter(state="taken")
    return {
        "double": sum(n > 1 for n in cells.values()),
        "half": len(halves),
        "stuck": taken.filter(chats=None).count() + Chat.objects.exclude(slot__state="taken").count(),
    }


def test_a_crowd_that_books_many_times_makes_no_double_no_half_and_nothing_stuck(world: World) -> None:
    """The minute of `python -m benchmarks booking` in small: 240 attempts of 12 people on 20 overlapping times."""
    slots = []
    for n in range(4):
        profile = stage.mentor(person(f"Mentor {n}"), world.congress)
        slots += stage.slots(profile, MORNING + timedelta(hours=2, minutes=5 * n), 5)
    people = crowd(world, 12)
    actors = [factories.actor(one, world.congress) for one in people]

    def book(actor: Any, pk: int) -> None:
        with unit_of_work():
            chats.book_slot(actor, pk, "")

    found = side_by_side([lambda a=a, s=s: book(a, s.pk) for s in slots for a in actors])  # type: ignore[misc]
    assert not [word for word in found if word.startswith("!")], found
    assert found["done"] == Chat.objects.count() > 0
    assert faults() == {"double": 0, "half": 0, "stuck": 0}


def test_twenty_actors_at_each_of_ten_offers_make_ten_ends(world: World, hands: Clock) -> None:
    """200 offers: `python -m benchmarks booking`."""
    made = []
    for n, mentee in enumerate(crowd(world, 10)):
        profile = stage.mentor(person(f"Mentor {n}"), world.congress)
        ticket = Ticket.objects.create(
            conference=world.congress, mentee=world.member(mentee), joined_at=hands.at, state="offered"
        )
        duty = Duty.objects.create(mentor=profile, conference=world.congress, since=hands.at, state="offered")
        end = hands.at + timedelta(minutes=1)
        made.append(
            Offer.objects.create(ticket=ticket, duty=duty, made_at=hands.at, expires_at=end, mentor_agreed=True)
        )

    def end_it(pk: int, way: int) -> None:
        with unit_of_work():
            offer = queries.offer(pk)
            nobody = factories.actor(None)
            if way == 0:
                offers.accept(nobody, offer, "mentee")
            elif way == 1:
                offers.decline(nobody, offer, "mentor")
            else:
                line.leave(nobody, queries.ticket(offer.ticket_id))

    found = side_by_side([lambda o=o, w=w: end_it(o.pk, w % 3) for o in made for w in range(20)])  # type: ignore[misc]
    assert not [word for word in found if word.startswith("!")], found
    mine = Offer.objects.filter(pk__in=[one.pk for one in made])
    assert not mine.filter(state="live").exists()
    assert Chat.objects.count() == mine.filter(state="accepted").count()


def a_line(world: World, hands: Clock, mentors: int, waiting: int) -> None:
    """Mentors on duty and people in the line whom nobody paired yet."""
    for one in [person(f"Mentor {n}") for n in range(mentors)]:
        stage.mentor(one, world.congress)
        do(one, "duty.set", conference="tidelines", on=True)
    for who in crowd(world, waiting):
        Ticket.objects.create(conference=world.congress, mentee=world.member(who), joined_at=hands.at)


def killed(work: Callable[[Callable[[], None]], None]) -> None:
    """Do it in a process of its own that is killed at the moment `work` says."""
    ready, tell = os.pipe()
    for one in connections.all():
        one.close()
        if connection.vendor == "postgresql":
            one.close_pool()  # type: ignore[attr-defined]

    def now() -> None:
        os.write(tell, b"!")
        signal.pause()

    child = os.fork()
    if not child:
        work(now)
        os._exit(1)
    assert os.read(ready, 1) == b"!"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def whole_pairs() -> int:
    """How many live offers there are; each has its ticket and its duty, and nobody else is offered."""
    count = Offer.objects.filter(state="live", ticket__state="offered", duty__state="offered").count()
    assert count == Offer.objects.filter(state="live").count()
    assert count == Ticket.objects.filter(state="offered").count() == Duty.objects.filter(state="offered").count()
    return count


def test_a_worker_killed_before_it_commits_leaves_no_orphan(world: World, hands: Clock) -> None:
    a_line(world, hands, 1, 1)

    def half_a_tick(killed_here: Callable[[], None]) -> None:
        with unit_of_work():
            locks.queue(world.congress.pk)
            offers.pair(world.congress)
            killed_here()

    killed(half_a_tick)
    assert whole_pairs() == 0
    assert duties.pair() == 1, "the lock went with the worker, and its half tick too"
    assert whole_pairs() == 1


def test_a_worker_killed_between_two_parts_leaves_the_first_whole_and_the_second_to_the_next(
    world: World, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offers, "TOGETHER", 2)
    a_line(world, hands, 3, 3)

    def until_the_first(killed_here: Callable[[], None]) -> None:
        log.on_commit(lambda events: killed_here() if any(one.type == "ticket.changed" for one in events) else None)
        duties.pair()

    killed(until_the_first)
    assert whole_pairs() == 2
    assert duties.pair() == 1
    assert whole_pairs() == 3


def test_a_pair_that_fails_holds_no_other_pair_up(
    world: World, hands: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    a_line(world, hands, 3, 3)
    told, last = changes.tell_offer, Ticket.objects.latest("pk").pk

    def fails_for_one(offer: Offer) -> None:
        told(offer)
        if offer.ticket_id == last:
            raise ValueError("of this pair something is broken")

    monkeypatch.setattr(changes, "tell_offer", fails_for_one)
    assert duties.pair() == 2
    assert whole_pairs() == 2
    assert caplog.text.count("offering failed") == 2, "all three together, then the one alone"
    assert Notice.objects.filter(kind="queue.offer").count() == 4
    monkeypatch.setattr(changes, "tell_offer", told)
    assert duties.pair() == 1


def test_who_moved_on_or_was_kept_apart_since_the_plan_is_left_out_and_the_others_are_offered(
    world: World, hands: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_line(world, hands, 4, 4)
    planned = pairing.plan

    def then_things_happen(*what: Any) -> Any:
        found = planned(*what)
        (left, _), (_, off), (blocking, blocked), _ = found
        Ticket.objects.filter(pk=left.ticket).update(state="left")
        Duty.objects.filter(pk=off.duty).update(state="off")
        Block.objects.create(
            blocker_id=blocking.person, blocked_id=blocked.person, conference=world.congress, since=hands.at
        )  # fmt: skip
        return found

    monkeypatch.setattr(pairing, "plan", then_things_happen)
    assert duties.pair() == 1
    assert whole_pairs() == 1


def test_while_one_worker_leads_a_tick_another_leaves_it_alone(world: World, hands: Clock) -> None:
    a_line(world, hands, 1, 1)
    with locks.leading(world.congress.pk) as leads:
        assert leads
        assert side_by_side([duties.pair] * 3) == {"done": 3}
        assert not Offer.objects.exists()
    assert duties.pair() == 1


def test_of_two_plans_of_the_same_moment_each_pair_is_offered_once(world: World, hands: Clock) -> None:
    """Without the lock of who leads, too: each pair is a compare-and-set of its own."""
    a_line(world, hands, 5, 8)
    found = side_by_side([lambda: offers.pair(world.congress)] * 4)
    assert found == {"done": 4}
    assert whole_pairs() == Offer.objects.count() == 5


def test_twenty_pairs_of_a_tick_take_few_statements_in_one_transaction(world: World, hands: Clock) -> None:
    a_line(world, hands, 21, 21)
    with CaptureQueriesContext(connection) as asked:
        assert duties.pair() == 21
    said = [one["sql"] for one in asked.captured_queries]
    begun = [number for number, sql in enumerate(said) if sql in {"BEGIN", "BEGIN IMMEDIATE"}]
    ended = [number for number, sql in enumerate(said) if sql == "COMMIT"]
    lasts = [end - begin for begin, end in zip(begun, ended, strict=True)]
    assert len(lasts) == 3, "twenty pairs, one pair, and what the line and the board are told"
    assert lasts[0] <= 33
    assert lasts[1] <= 33


def test_workers_that_tick_at_once_offer_everybody_once(world: World, hands: Clock) -> None:
    a_line(world, hands, 5, 8)
    found = side_by_side([duties.pair] * 6)
    assert found == {"done": 6}
    assert whole_pairs() == Offer.objects.count() == 5


def test_of_thirty_who_want_the_last_seats_five_sit(world: World) -> None:
    stage.mentor(world.mira, world.congress)
    table = do(
        world.mira, "table.offer", conference="tidelines", title="Grants", day="2026-11-25", time="15:00"
    )["table"]  # fmt: skip
    found = side_by_side([lambda who=who: do(who, "table.join", table=table) for who in crowd(world, 30)])  # type: ignore[misc]
    assert found == {"done": 5, "table.no_seat": 25}
    assert Seat.objects.count() == 5


def test_two_workers_give_the_chats_of_a_round_once(world: World) -> None:
    profile = stage.mentor(world.mira, world.congress, capacity=20)
    round_ = Round.objects.create(
        conference=world.congress, title="First", state="published", first_day=world.congress.starts_on,
        last_day=world.congress.ends_on, made_at=MORNING,
    )  # fmt: skip
    start = MORNING + timedelta(hours=3)
    for n, who in enumerate(crowd(world, 8)):
        do(who, "availability.add", conference="tidelines", every="once", day="2026-11-24", start="09:00", end="22:00")
        at = start + timedelta(minutes=30 * n)
        Slot.objects.create(mentor=profile, start=at, end=at + timedelta(minutes=20))
        Proposal.objects.create(
            round=round_, mentee=world.member(who), mentor=profile.membership, start=at,
            end=at + timedelta(minutes=20), score=1,
        )  # fmt: skip
    found = side_by_side([lambda: giving.give.func(round_.pk) for _ in range(4)])
    assert found == {"done": 4}
    assert Chat.objects.count() == 8
    assert set(Proposal.objects.values_list("state", flat=True)) == {"given"}

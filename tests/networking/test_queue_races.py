"""Many at once in the live queue: an offer ends once, a mentor is offered once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from core.errors import Conflict, Refusal
from core.unit import unit_of_work
from networking.chats.models import Chat, EngagementCell
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.offers import actions
from tests import factories
from tests.factories import do, person
from tests.networking import stage
from tests.networking.queueing import offered, serve, states, wait
from tests.networking.stage import Clock

pytestmark = pytest.mark.django_db


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

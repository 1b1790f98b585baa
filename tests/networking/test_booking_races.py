"""Many at once about one chat: one has the time, one cancels."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from accounts.notices.models import Notice
from core.errors import Refusal
from networking.chats.models import Chat, EngagementCell
from tests import factories
from tests.factories import do, person
from tests.networking import stage
from tests.networking.booking import SOON, book
from tests.networking.stage import Clock

pytestmark = pytest.mark.django_db
AT_ONCE = 16  # connections in use at a time: the pool of a process has 20


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

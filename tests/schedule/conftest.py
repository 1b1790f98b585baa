"""What the tests of the programme share: the cast, a small programme of our own, and real files where they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import clock
from core.models import Conference
from schedule.exchange import actions
from schedule.exchange.document import Document, Item, Person
from tests import factories
from tests.factories import World, run_jobs

FIXTURES = Path(__file__).parent.parent / "fixtures" / "schedule"
ROOT = Path(__file__).parent.parent.parent
# Real programmes are not ours to publish: tests that want them look beside the checkout, or where this says.
REAL = Path(os.environ.get("MERIDIAN_SCHEDULES", ROOT.parent / "shared" / "data" / "schedules"))
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    return factories.make_world()


@pytest.fixture
def at_noon() -> object:
    before = clock.use(lambda: NOON)
    yield NOON
    clock.use(before)


@pytest.fixture
def real() -> Callable[[str], bytes]:
    """The bytes of a real programme, or a skip that says where it was looked for."""

    def read(name: str) -> bytes:
        path = REAL / name
        if not path.exists():
            pytest.skip(f"no real programme {name} beside the checkout (MERIDIAN_SCHEDULES)")
        return path.read_bytes()

    return read


def fixture(name: str) -> bytes:
    """One of our own small files."""
    return (FIXTURES / name).read_bytes()


def items(count: int, places: int = 1, start: datetime = NOON) -> tuple[Item, ...]:
    """`count` invented talks of 20 minutes in `places` places, one after the other in each."""
    return tuple(
        Item(
            title=f"Talk {number}",
            start=start + timedelta(minutes=20 * (number // places)),
            duration=timedelta(minutes=20),
            day=start.date(),
            source_id=str(number + 1),
            place=f"Hall {number % places + 1}",
            track=f"Track {number % 4}",
            type="talk",
            people=(Person(f"Speaker {number}", str(number)),),
            abstract=f"<p>About {number}</p>",
        )
        for number in range(count)
    )


def programme(conference: Conference, *entries: Item) -> None:
    """Import these items as the released programme."""
    actions.import_document(conference, Document("test", conference.name, "test", conference.zone, entries))


def all_jobs() -> None:
    """Run the queued work, and what it queues in its turn: changes become notices, notices letters."""
    while run_jobs():
        pass

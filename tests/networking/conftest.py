from collections.abc import Iterator

import pytest

from networking.mentors.models import MentorProfile, Slot
from networking.rounds.models import Round
from tests import factories
from tests.factories import World
from tests.networking import booking, rounding, stage
from tests.networking.stage import Clock


@pytest.fixture
def hands() -> Iterator[Clock]:
    """The clock, standing at ten in the morning of the first day."""
    with stage.standing_clock() as clock:
        yield clock


@pytest.fixture
def world(db: None, hands: Clock) -> World:
    return factories.make_world()


@pytest.fixture
def mira(world: World) -> MentorProfile:
    """Mira mentors about dormancy, in English and German."""
    stage.topics(world.congress, "Dormancy", "Grant writing", "Job talks")
    return stage.mentor(world.mira, world.congress, "Dormancy", languages=("en", "de"))


@pytest.fixture
def round_(world: World, mira: MentorProfile) -> Round:
    """Mira gives two chats; Ada and Bob look for one."""
    made = rounding.make(world)
    rounding.joins(made, world.mira, "mentor", chats=2)
    rounding.joins(made, world.ada)
    rounding.joins(made, world.bob)
    return made


@pytest.fixture
def slot(mira: MentorProfile) -> Slot:
    """A time Mira gives away today."""
    return stage.slots(mira, booking.SOON)[0]

from collections.abc import Iterator

import pytest

from networking.mentors.models import MentorProfile
from tests import factories
from tests.factories import World
from tests.networking import stage
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

"""Examples of the commands of the programme."""

from __future__ import annotations

from typing import Any

from schedule.programme.models import Place, Sitting, Talk
from tests.examples import Data
from tests.factories import World, session_of


def _sitting(**more: Any) -> Data:
    """A session that runs now."""

    def make(world: World) -> dict[str, Any]:
        sitting = Sitting.objects.get(session=session_of(world.congress))
        return {"sitting": sitting.pk, "version": sitting.version, **more}

    return make


def _relocate(world: World) -> dict[str, Any]:
    place, _ = Place.objects.get_or_create(conference=world.congress, name="Hall 9")
    return {**_sitting()(world), "place": place.pk}


def _swap(world: World) -> dict[str, Any]:
    session = session_of(world.congress)
    first = Talk.objects.get(session=session)
    second = Talk.objects.create(session=session, order=1, title="The second talk")
    return {"talk": first.pk, "other": second.pk, "version": session.version}


EXAMPLES: dict[str, Data | tuple[Data, str]] = {
    "sitting.delay": _sitting(minutes=5),
    "sitting.relocate": _relocate,
    "talk.swap": _swap,
}

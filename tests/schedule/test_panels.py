"""What the programme adds to other pages."""

from __future__ import annotations

from datetime import datetime, timedelta

from schedule.programme.models import Session, Star
from tests.factories import World, browser_of
from tests.schedule.conftest import NOON, items, programme


def test_now_names_my_next_starred_session_and_nobody_elses(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(2, start=NOON + timedelta(hours=5)))
    Star.objects.create(person=world.bob, session=Session.objects.get(title="Talk 1"), at=NOON)

    assert "Next for me" in browser_of(world.bob).get("/tidelines/").content.decode()
    assert "Next for me" not in browser_of(world.alice).get("/tidelines/").content.decode()


def test_a_stranger_sees_what_comes_up(world: World, at_noon: datetime) -> None:
    programme(world.congress, *items(2, start=NOON + timedelta(hours=1)))
    page = browser_of().get("/tidelines/").content.decode()

    assert "Coming up" in page
    assert "Talk 0" in page


def test_organizers_find_import_and_publishing_on_their_page(world: World) -> None:
    page = browser_of(world.olga).get("/tidelines/organize").content.decode()

    assert "/tidelines/organize/programme/import" in page
    assert "/tidelines/organize/programme/release" in page

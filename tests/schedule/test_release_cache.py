"""What is kept of a released programme is true: never older than its release, never somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock, privacy
from core.unit import unit_of_work
from schedule.programme import kept
from schedule.programme.models import Session, Sitting, Speaker, Star
from tests.factories import World, browser_of, do, run_jobs
from tests.schedule.conftest import NOON, items, programme

PATH = "/tidelines/programme?day=2026-11-25"


@pytest.fixture(autouse=True)
def now(world: World) -> Iterator[list[datetime]]:
    """Noon; a test moves it on by `now[0] = ...`. Three talks of 20 minutes in Hall 1."""
    moment = [NOON - timedelta(hours=2)]
    before = clock.use(lambda: moment[0])
    programme(world.congress, *items(3))
    yield moment
    clock.use(before)


def page(world: World, who: str = "", query: str = "") -> str:
    return browser_of(getattr(world, who) if who else None).get(f"{PATH}{query}").content.decode()


def test_the_second_reader_asks_the_database_for_no_session(world: World) -> None:
    page(world)
    with CaptureQueriesContext(connection) as asked:
        assert "Talk 2" in page(world)
    assert not [query for query in asked if "programme_releasedsitting" in query["sql"]]
    assert len(asked) <= 6


def test_whatever_changes_the_programme_is_seen_at_once(world: World) -> None:
    sitting = Sitting.objects.get(session__title="Talk 2")
    here, session = {"conference": "tidelines"}, sitting.session
    deeds: list[tuple[str, Callable[[], object]]] = [
        ("12:55", lambda: do(world.olga, "sitting.delay", sitting=sitting.pk, minutes=15, version=0)),
        ("Another", lambda: (  # words wait for the release
            do(world.olga, "session.write", **here, session=session.pk, version=0, title="Another title"),
            do(world.olga, "release.publish", **here, version="1.1"),
        )),
        ("Talk 9", lambda: programme(world.congress, *items(10))),
        ("Aula", lambda: do(
            world.olga, "frame.write", **here, kind="place", item=sitting.place_id, version=0, name="Aula"
        )),
        ("is-cancelled", lambda: (
            do(world.olga, "session.decide", session=session.pk, state="cancelled", now=True),
            do(world.olga, "release.publish", **here, version="2"),
        )),
    ]  # fmt: skip
    for words, act in deeds:
        assert words not in page(world), words
        act()
        assert words in page(world), words


def test_an_erased_speaker_is_not_kept(world: World) -> None:
    Speaker.objects.filter(name="Speaker 0").update(person=world.bob)
    assert "Speaker 0" in page(world)
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    assert "Speaker 0" not in page(world)


def test_stars_are_put_in_for_each_reader_alone_and_as_the_template_would(world: World) -> None:
    session = Session.objects.get(title="Talk 0")
    page(world, "ada")
    Star.objects.create(person=world.bob, session=session, at=NOON)
    shown = page(world, "bob")
    assert shown.count('aria-pressed="true"') == 1
    assert f'data-pressed="stars:{session.pk}" name="on" value="false"' in shown
    assert 'aria-label="Take the star from Talk 0"' in shown
    assert 'aria-pressed="true"' not in page(world, "ada")
    searched = page(world, "bob", "&q=Talk 0")  # rendered for her alone, without the cache
    button = shown[shown.index("data-pressed") :].partition(">")[0]
    assert button in searched


def test_what_is_live_is_live_at_its_time_though_kept_before(world: World, now: list[datetime]) -> None:
    assert "is-live" not in page(world)
    now[0] = NOON + timedelta(minutes=5)
    assert "is-live" in page(world)
    now[0] = NOON + timedelta(hours=2)
    assert "is-live" not in page(world)


def test_what_is_kept_is_true_until_the_next_change_of_state(world: World) -> None:
    assert kept.true_until([], NOON) == NOON + kept.LONGEST


def test_zone_language_and_joining_have_pages_of_their_own(world: World) -> None:
    plain, zoned, joined = page(world), page(world, query="&zone=Asia/Kolkata"), page(world, "bob")
    assert "17:30" in zoned
    assert "17:30" not in plain
    assert "star.set" in joined
    assert "star.set" not in plain


@pytest.mark.parametrize("count", [1, 40])
def test_my_schedule_takes_at_most_twelve_queries_and_the_programme_fifteen(world: World, count: int) -> None:
    programme(world.congress, *items(count, 4))
    for session in Session.objects.all():
        Star.objects.create(person=world.bob, session=session, at=NOON)
    browser = browser_of(world.bob)
    browser.get("/tidelines/programme?q=Talk")  # the first search after a release has the table of words made anew
    run_jobs()
    for query, most in (("?mine=1", 12), ("", 15), ("?q=Talk", 15)):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/tidelines/programme{query}").status_code == 200
        assert len(asked) <= most, query

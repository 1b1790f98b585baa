"""Stars are private: set, never toggled, and read by nobody else."""

from __future__ import annotations

import pytest

from core.errors import NotFound, SignedOut
from schedule.programme.models import Session, Star
from tests.factories import World, browser_of, do
from tests.schedule.conftest import NOON, items, programme


@pytest.fixture
def session(world: World) -> Session:
    programme(world.congress, *items(2))
    return Session.objects.get(title="Talk 0")


def test_setting_a_star_twice_leaves_one_and_taking_it_twice_none(world: World, session: Session) -> None:
    for _ in range(2):
        do(world.bob, "star.set", session=session.pk, on=True)
        assert Star.objects.count() == 1
    for _ in range(2):
        do(world.bob, "star.set", session=session.pk, on=False)
        assert not Star.objects.exists()


def test_a_form_without_a_script_sets_and_takes_a_star(world: World, session: Session) -> None:
    browser = browser_of(world.bob)
    for value, stars in (("true", 1), ("false", 0)):
        answer = browser.post(f"/c/star.set?session={session.pk}", {"on": value, "next": "/tidelines/programme"})
        assert answer.headers["Location"] == "/tidelines/programme"
        assert Star.objects.count() == stars


def test_charlie_does_not_belong_and_sets_no_star(world: World, session: Session) -> None:
    with pytest.raises(NotFound):
        do(world.charlie, "star.set", session=session.pk, on=True)
    with pytest.raises(SignedOut):
        do(None, "star.set", session=session.pk, on=True)
    assert not Star.objects.exists()


def test_a_draft_or_an_unknown_session_cannot_be_starred(world: World, session: Session) -> None:
    Session.objects.filter(pk=session.pk).update(state="draft")
    for pk in (session.pk, 10**9):
        with pytest.raises(NotFound):
            do(world.bob, "star.set", session=pk, on=True)


@pytest.mark.parametrize(
    "path", ["programme", "programme?mine=1", "session/{code}", "programme/mine.ics", "schedule.json"]
)
def test_nobody_else_can_tell_who_starred_what(world: World, session: Session, at_noon: object, path: str) -> None:
    path = f"/tidelines/{path.format(code=session.code)}"
    others = (world.olga, world.alice, world.charlie, None)
    before = [seen(browser_of(who).get(path)) for who in others]
    Star.objects.create(person=world.bob, session=session, at=NOON)

    assert [seen(browser_of(who).get(path)) for who in others] == before


def seen(response: object) -> tuple[int, list[str]]:
    """What of a page could tell of a star: its status and the lines that name sessions or stars."""
    text = response.content.decode()  # type: ignore[attr-defined]
    lines = [line for line in text.splitlines() if "Talk" in line or '"mine"' in line or "SUMMARY" in line]
    return response.status_code, lines  # type: ignore[attr-defined]


def test_my_schedule_holds_my_stars_on_page_and_in_the_calendar(world: World, session: Session) -> None:
    Star.objects.create(person=world.bob, session=session, at=NOON)
    browser = browser_of(world.bob)
    for path in ("programme?mine=1", "programme/mine.ics"):
        text = browser.get(f"/tidelines/{path}").content.decode()
        assert "Talk 0" in text
        assert "Talk 1" not in text


def test_my_schedule_without_a_star_says_what_a_star_does(world: World, session: Session) -> None:
    browser = browser_of(world.bob)
    assert "No session starred yet" in browser.get("/tidelines/programme?mine=1").content.decode()
    assert "Nothing fits" in browser.get("/tidelines/programme?mine=1&q=nowhere").content.decode()


def test_my_calendar_is_not_kept_by_caches_and_asks_strangers_to_sign_in(world: World, session: Session) -> None:
    assert "no-store" in browser_of(world.bob).get("/tidelines/programme/mine.ics")["Cache-Control"]
    assert browser_of().get("/tidelines/programme/mine.ics").status_code == 302


def test_two_starred_sessions_at_one_time_are_named_as_a_clash(world: World) -> None:
    programme(world.congress, *items(2, 2))
    for session in Session.objects.all():
        Star.objects.create(person=world.bob, session=session, at=NOON)

    assert "overlap" in browser_of(world.bob).get("/tidelines/programme?mine=1").content.decode()

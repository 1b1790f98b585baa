"""Who chose a pseudonym is known by it alone, to organizers too; two together may look, and she is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.notices.models import Notice
from core import clock
from core.errors import Forbidden, Invalid, NotFound
from core.unit import unit_of_work
from tests import factories
from tests.conference import stage
from tests.factories import World, browser_of, do

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Hanna Verborgen", "hanna.verborgen@people.example"


@pytest.fixture
def hanna(world: World) -> User:
    """She writes and asks under another name."""
    with unit_of_work():
        who = factories.person(NAME, email=EMAIL)
        factories.member(who, world.congress, appears="pseudonym", pseudonym="Night Heron")
    return who


@pytest.fixture
def second(world: World) -> User:
    with unit_of_work():
        factories.member(other := factories.person("Second Organizer"), world.congress, ["organizer"])
    return other


def ask(world: World, hanna: User) -> int:
    where: dict[str, Any] = {"conference": world.congress.pk, "ref": world.member(hanna).ref}
    made: int = do(world.olga, "identity.ask", **where, reason="A threat")["look"]
    return made


def test_no_page_of_the_team_shows_or_finds_her_own_name(world: World, hanna: User) -> None:
    room = stage.room(world.congress)
    do(hanna, "message.post", thread=stage.thread(room).pk, text="Good evening")
    do(hanna, "question.ask", room=room.pk, text="May I?", how="named")
    ref, code = world.member(hanna).ref, room.session.code
    pages = (
        f"/tidelines/room/{code}", f"/tidelines/room/{code}/desk", "/tidelines/desk", f"/tidelines/desk/member/{ref}",
        "/tidelines/people", f"/tidelines/people/{ref}", "/tidelines/organize/people", "/tidelines/organize/record",
        "/tidelines/organize/people?q=Hanna", f"/tidelines/organize/people?q={EMAIL}",
    )  # fmt: skip
    for who in (world.mo, world.olga):
        client = browser_of(who)
        for page in pages:
            html = client.get(page).content.decode()
            assert NAME not in html, page
            assert EMAIL not in html.replace(page, "").replace(f'value="{EMAIL}"', ""), page
    client = browser_of(world.olga)
    assert "Night Heron" in client.get("/tidelines/organize/people?q=heron").content.decode()
    for words in ("Hanna", EMAIL):
        assert "Night Heron" not in client.get(f"/tidelines/organize/people?q={words}").content.decode()
    with pytest.raises(Invalid):
        do(world.olga, "chair.name", room=room.pk, email=EMAIL)


def test_a_moderator_under_a_pseudonym_decides_and_asks_under_it(world: World, hanna: User) -> None:
    with unit_of_work():
        factories.member(hanna, world.congress, ["organizer"], appears="pseudonym", pseudonym="Night Heron")
    room, bob = stage.room(world.congress), world.member(world.bob)
    asked = do(world.ada, "question.ask", room=room.pk, text="Why?", how="anonymous")["question"]
    here: dict[str, Any] = {"conference": world.congress.pk, "kind": "mute", "minutes": 60, "reason": "Please rest"}
    do(hanna, "sanction.impose", ref=bob.ref, **here)
    do(hanna, "author.hold", question=asked, minutes=60, reason="Please rest")
    do(hanna, "seal.ask", question=asked, reason="A threat")
    pages = ("desk", f"desk/member/{bob.ref}", f"desk/author/{asked}")
    shown = [browser_of(world.olga).get(f"/tidelines/{page}").content.decode() for page in pages]
    assert all("Night Heron" in page for page in shown)
    assert not any(NAME in page for page in shown)


def test_one_alone_learns_nothing_and_moderators_may_not_ask(world: World, hanna: User) -> None:
    look = ask(world, hanna)
    with pytest.raises(Forbidden):
        do(world.olga, "identity.decide", look=look, on=True)
    with pytest.raises(Forbidden):
        do(world.mo, "identity.ask", conference=world.congress.pk, ref=world.member(hanna).ref, reason="Curious")
    page = browser_of(world.olga).get(f"/tidelines/desk/member/{world.member(hanna).ref}").content.decode()
    assert NAME not in page


def test_two_read_the_name_for_a_day_and_she_is_told(
    world: World, hanna: User, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(second, "identity.decide", look=ask(world, hanna), on=True)
    page = f"/tidelines/desk/member/{world.member(hanna).ref}"
    for who in (world.olga, second):
        assert NAME in browser_of(who).get(page).content.decode()
    with unit_of_work():
        factories.member(third := factories.person("Third Organizer"), world.congress, ["organizer"])
    assert NAME not in browser_of(third).get(page).content.decode()
    assert "A threat" in Notice.objects.get(person=hanna).text
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))
    assert NAME not in browser_of(world.olga).get(page).content.decode()


def test_a_refused_look_leaves_nothing(world: World, hanna: User, second: User) -> None:
    look = ask(world, hanna)
    do(second, "identity.decide", look=look, on=False)
    assert not Notice.objects.filter(person=hanna).exists()
    with pytest.raises(NotFound):
        do(second, "identity.decide", look=look, on=True)


def test_there_is_nothing_to_look_behind_a_name(world: World) -> None:
    with pytest.raises(NotFound):
        do(world.olga, "identity.ask", conference=world.congress.pk, ref=world.member(world.bob).ref, reason="Why")

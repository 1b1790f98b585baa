"""A role stands beside a name by choice, and a made-up name does not read like one of the team."""

from __future__ import annotations

import pytest

from accounts import likeness
from core.errors import Invalid
from messaging import events
from messaging import queries as messaging
from tests.conference import stage
from tests.factories import World, browser_of, do


def said_by(world: World, who: str, thread: int) -> str:
    """Post as somebody; the role that stands beside her name then."""
    message = do(getattr(world, who), "message.post", thread=thread, text="Good morning")["message"]
    found = events.data(messaging.message(message))
    return found.author.role if found.author else "nobody"


@pytest.mark.django_db
def test_a_role_stands_beside_a_name_only_once_it_was_chosen(world: World) -> None:
    thread = stage.thread(stage.room(world.congress)).pk
    assert said_by(world, "ada", thread) == ""
    do(world.ada, "badge.choose", conference="tidelines", badge="ambassador")
    assert said_by(world, "ada", thread) == "ambassador"
    ref = world.member(world.ada).ref
    assert "Early Career Ambassador" in browser_of(world.bob).get(f"/tidelines/people/{ref}").content.decode()
    do(world.ada, "badge.choose", conference="tidelines", badge="")
    assert said_by(world, "ada", thread) == ""


@pytest.mark.django_db
def test_nobody_shows_a_role_she_does_not_have_or_has_no_more(world: World) -> None:
    with pytest.raises(Invalid):
        do(world.bob, "badge.choose", conference="tidelines", badge="moderator")
    do(world.mo, "badge.choose", conference="tidelines", badge="moderator")
    do(world.olga, "role.set", membership=world.member(world.mo).pk, role="moderator", on=False)
    assert world.member(world.mo).badge == ""


@pytest.mark.django_db
def test_a_chair_is_one_in_her_own_room_only(world: World) -> None:
    hers, other = stage.room(world.congress), stage.room(world.congress)
    do(world.olga, "chair.name", room=hers.pk, email=world.bob.email)
    do(world.bob, "badge.choose", conference="tidelines", badge="chair")
    assert said_by(world, "bob", stage.thread(hers).pk) == "chair"
    assert said_by(world, "bob", stage.thread(other).pk) == ""
    assert world.member(world.bob).wide_badge == ""


@pytest.mark.parametrize(
    "name",
    [
        "Olga Vetrograd", "OLGA VETROGRAD", "Olga  Vetrograd", "O l g a Vetrograd", "Оlgа Vеtrоgrаd", "0lga Vetr0grad",
        "Ólga Vetrograd", "Olga Vetrograd.", "Oiga Vetrograd", "Moderator", "The moderator", "M0DERAT0R", "Организатор admin",
        "Helpdesk", "ｍｏｄｅｒａｔｏｒ",
    ],
)  # fmt: skip
def test_what_a_hurried_reader_takes_for_the_team_is_seen(name: str) -> None:
    assert likeness.is_like(name, ["Olga Vetrograd"])


@pytest.mark.parametrize("name", ["Olga V.", "Night Owl", "Patient supporter", "Modesta Rator", "নদী", "李", "Ivan"])
def test_other_names_are_nobody_elses_business(name: str) -> None:
    assert not likeness.is_like(name, ["Olga Vetrograd", ""])


@pytest.mark.django_db
def test_a_made_up_name_like_the_teams_is_refused_and_a_real_one_is_seen_at_the_desk(world: World) -> None:
    join = {"conference": "tidelines", "appears": "pseudonym", "consent": "yes"}
    with pytest.raises(Invalid) as refused:
        do(world.bob, "conference.join", **join, pseudonym="Mо Saffaranpur")  # a Cyrillic о
    assert (refused.value.code, refused.value.field) == ("name.like_team", "pseudonym")
    do(world.mo, "conference.join", **join, pseudonym="Mo Saffaranpur")
    page = browser_of(world.mo)
    assert "Names like those of the team" not in page.get("/tidelines/desk").content.decode()
    do(world.bob, "profile.edit", display_name="Olga Vetrograd Ольга", zone="Europe/London")
    desk = page.get("/tidelines/desk").content.decode()
    assert "Names like those of the team" in desk
    assert world.member(world.bob).ref in desk

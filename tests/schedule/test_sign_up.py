"""Limited sessions: never more people than seats, and whoever waits moves up by herself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.notices.models import Notice
from core import clock
from core.errors import Conflict, Forbidden, NotFound, Refusal
from core.unit import unit_of_work
from schedule.programme.models import Session, SignUp
from tests.factories import World, at_once, browser_of, do, member, person
from tests.schedule.conftest import NOON, items, programme

pytestmark = pytest.mark.usefixtures("at_noon")
HANDS = 15  # threads, each with a connection of its own


@pytest.fixture
def limited(world: World) -> Session:
    programme(world.congress, *items(2))
    Session.objects.filter(title="Talk 0").update(seats=2)
    return Session.objects.get(title="Talk 0")


def take(who: Any, session: Session, on: bool = True) -> str:
    return str(do(who, "signup.set", session=session.pk, on=on)["state"])


def test_who_comes_when_all_seats_are_taken_waits(world: World, limited: Session) -> None:
    assert [take(who, limited) for who in (world.bob, world.ada, world.mo)] == ["seated", "seated", "waiting"]
    assert take(world.bob, limited) == "seated"  # asking twice changes nothing
    assert SignUp.objects.count() == 3


def test_whoever_waits_longest_moves_up_and_is_told(world: World, limited: Session) -> None:
    for who in (world.bob, world.ada, world.mo, world.mira):
        take(who, limited)
    take(world.bob, limited, on=False)
    assert SignUp.objects.get(person=world.mo).state == "seated"
    assert SignUp.objects.get(person=world.mira).state == "waiting"
    assert Notice.objects.get(kind="signup.seated").person == world.mo
    shown = browser_of(world.mira).get(f"/tidelines/session/{limited.code}").content.decode()
    assert "You wait as number 1" in shown


def test_more_seats_let_the_waiting_in(world: World, limited: Session) -> None:
    for who in (world.bob, world.ada, world.mo):
        take(who, limited)
    do(
        world.olga, "session.write", conference="tidelines", session=limited.pk, version=limited.version,
        title=limited.title, seats="3",
    )  # fmt: skip
    assert SignUp.objects.get(person=world.mo).state == "seated"


@pytest.mark.parametrize(
    ("domains", "roles", "who", "code"),
    [
        (["uni.example"], [], "bob", "signup.other_domain"),
        (["people.example"], [], "bob", ""),
        (["example"], [], "bob", ""),  # below it
        (["ople.example"], [], "bob", "signup.other_domain"),  # only looks as if
        ([], ["mentor"], "bob", "signup.other_roles"),
        ([], ["mentor"], "mira", ""),
    ],
)
def test_seats_may_be_for_some_domains_or_roles_only(
    world: World, limited: Session, domains: list[str], roles: list[str], who: str, code: str
) -> None:
    Session.objects.filter(pk=limited.pk).update(signup_domains=domains, signup_roles=roles)
    if not code:
        assert take(getattr(world, who), limited) == "seated"
        return
    with pytest.raises(Forbidden) as refused:
        take(getattr(world, who), limited)
    assert refused.value.code == code


def test_of_a_session_that_is_over_no_seat_is_offered_taken_or_passed_on(world: World, limited: Session) -> None:
    for who in (world.ada, world.bob, world.mo):
        take(who, limited)
    address = f"/tidelines/session/{limited.code}"
    assert "Leave the waiting list" in browser_of(world.mo).get(address).content.decode()
    before = clock.use(lambda: NOON + timedelta(days=1000))
    try:
        for who in (world.ada, world.alice):
            page = browser_of(who).get(address).content.decode()
            assert "This session is over." in page
            assert not any(words in page for words in ("Take a seat", "Wait for a seat", "Give the seat back"))
        with pytest.raises(Conflict) as refused:
            take(world.alice, limited)
        assert refused.value.code == "signup.over"
        take(world.ada, limited, on=False)
    finally:
        clock.use(before)
    assert SignUp.objects.get(person=world.mo).state == "waiting"
    assert not Notice.objects.filter(kind="signup.seated").exists()


def test_an_open_session_has_no_sign_up_and_charlie_has_none_either(world: World, limited: Session) -> None:
    with pytest.raises(Forbidden):
        take(world.bob, Session.objects.get(title="Talk 1"))
    with pytest.raises(NotFound):
        take(world.charlie, limited)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_never_more_than_there_are_seats(world: World, limited: Session) -> None:
    """100 seats and 300 joins where many write at once; as many as SQLite takes in a few seconds there."""
    seats, joins = (100, 300) if connection.vendor == "postgresql" else (10, 30)
    with unit_of_work():
        many = [person(f"Many {number}") for number in range(joins)]
        for one in many:
            member(one, world.congress)
    Session.objects.filter(pk=limited.pk).update(seats=seats)

    def act(first: Any) -> None:
        for who in many[many.index(first) :: HANDS]:
            for _attempt in range(20):  # a database that is busy says so, and the same command may be sent again
                try:
                    take(who, limited)
                except Refusal:
                    continue
                break

    at_once(many[:HANDS], act)
    assert SignUp.objects.filter(state="seated").count() == seats
    assert SignUp.objects.filter(state="waiting").count() == joins - seats

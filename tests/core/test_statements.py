"""Queries that are composed once give the rows that the query itself would give."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, connections
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Role
from core import clock
from core.models import Conference
from core.statements import FEW, Statement
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db

MEMBERS = Statement(
    lambda person, now: (
        Membership.objects.filter(person_id=person, joined_at__lt=now)
        .select_related("person")
        .annotate(organizes=Exists(Role.objects.filter(code="organizer", grants__membership=OuterRef("pk"))))
    )
)


def test_a_statement_gives_whole_rows_with_what_was_joined_and_annotated(world: World) -> None:
    for person, organizes in ((world.olga, True), (world.bob, False)):
        with CaptureQueriesContext(connection) as asked:
            row = MEMBERS.first(person=person.pk, now=clock.now())
            assert row is not None
            assert (row.person, row.person.display_name) == (person, person.display_name)
        assert len(asked) == 1
        assert row == Membership.objects.get(person=person)
        assert (row.joined_at, getattr(row, "organizes", None)) == (
            Membership.objects.get(person=person).joined_at,
            organizes,
        )


def test_each_call_has_its_own_values_and_sees_what_is_there_now(world: World) -> None:
    later = clock.now() + timedelta(seconds=1)
    assert MEMBERS.first(person=world.bob.pk, now=later - timedelta(days=36500)) is None
    assert MEMBERS.first(person=world.bob.pk, now=later) is not None
    Membership.objects.filter(person=world.bob).delete()
    assert MEMBERS.rows(person=world.bob.pk, now=later) == []


def test_values_come_as_the_columns_say_json_as_lists(world: World) -> None:
    roles = Statement(
        lambda conference: (
            Role.objects.filter(conference_id=conference).order_by("code").values_list("code", "permissions")
        )
    )
    asked = Role.objects.filter(conference=world.congress).order_by("code").values_list("code", "permissions")
    assert roles.rows(conference=world.congress.pk) == list(asked)


def test_a_moment_is_not_kept_for_ever() -> None:
    kept = Statement(lambda: Membership.objects.filter(joined_at__lt=clock.now()))
    with pytest.raises(ValueError, match="kept for ever"):
        kept.rows()


def test_a_value_that_is_not_passed_on_as_it_is_is_refused() -> None:
    asked = Statement(lambda since: Membership.objects.filter(joined_at__gt=since - timedelta(minutes=5)))
    with pytest.raises(ValueError, match="kept for ever"):
        asked.rows(since=clock.now())


def test_days_and_lists_of_any_length_find_what_they_name(world: World) -> None:
    first = date(2031, 11, 1)
    made = [
        Conference.objects.create(
            slug=f"c{n}", name=f"C {n}", acronym=f"c___{n}", starts_on=first + timedelta(days=n),
            ends_on=first + timedelta(days=n + 1),
        )
        for n in range(FEW + 2)
    ]  # fmt: skip
    asked = Statement(
        lambda pks, day: Conference.objects.filter(pk__in=pks, starts_on__gte=day).order_by("pk").values_list("pk")
    )
    for count in (0, 1, 2, FEW, len(made)):
        pks = [one.pk for one in made[:count]]
        assert asked.rows(pks=pks, day=first + timedelta(days=1)) == [(pk,) for pk in pks[1:]]


def test_two_queries_in_one_are_one_statement(world: World) -> None:
    asked = Statement(
        lambda pk, other: Conference.objects.filter(pk=pk).order_by().values_list("name").union(
            Conference.objects.filter(pk=other).order_by().values_list("name")
        )
    )  # fmt: skip
    with CaptureQueriesContext(connection) as said:
        found = asked.rows(pk=world.congress.pk, other=world.neighbour.pk)
    assert sorted(found) == sorted([(world.congress.name,), (world.neighbour.name,)])
    assert len(said) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_get_each_others_rows() -> None:
    world = make_world()
    people = [world.bob.pk, world.olga.pk, world.alice.pk]

    def ask(number: int) -> bool:
        try:
            person = people[number % 3]
            row = MEMBERS.first(person=person, now=clock.now())
            return row is not None and row.person_id == person
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(60)))

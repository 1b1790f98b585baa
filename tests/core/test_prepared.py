"""Statements that are planned once a connection say the same as before, and new rows are as Django would write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from core import rows
from core.models import AuditChain, AuditEntry, Conference
from core.prepared import FROM_USE, Prepared, Question, gathered, together
from core.statements import Statement
from messaging.models import Thread
from tests.factories import World

pytestmark = pytest.mark.django_db
TABLE = Conference._meta.db_table


@pytest.fixture
def named() -> Prepared:
    """A statement nobody else says, with a value that is the same each time."""
    return Prepared(f"SELECT name FROM {TABLE} WHERE slug = %s AND name LIKE %s AND id = %s", {1: "%i%"})


def plans() -> set[str]:
    """The statements this connection has plans of; none where the driver keeps them itself."""
    if connection.vendor != "postgresql":
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%AND name LIKE%%'")
        return {statement for (statement,) in cursor.fetchall()}


def ask(statement: Prepared, congress: Conference, times: int = FROM_USE + 1) -> None:
    for _ in range(times):
        assert statement.rows(congress.slug, congress.pk) == [(congress.name,)]
        assert statement.rows("nowhere", congress.pk) == []


def test_what_is_said_often_is_planned_once_and_answers_the_same(world: World, named: Prepared) -> None:
    before = plans()
    ask(named, world.congress)
    assert len(plans() - before) == (1 if connection.vendor == "postgresql" else 0)


def test_a_plan_outlives_a_transaction_that_is_rolled_back(world: World, named: Prepared) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask(named, world.congress)
        raise ZeroDivisionError
    ask(named, world.congress)


def test_a_statement_that_fails_fails_each_time_and_breaks_no_other(world: World, named: Prepared) -> None:
    wrong = Prepared("SELECT name FROM nothing_of_the_kind WHERE id = %s")
    for _ in range(FROM_USE + 1):
        with pytest.raises(Exception, match="nothing_of_the_kind"), transaction.atomic():
            wrong.rows(1)
    ask(named, world.congress)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_knows_no_plans_and_makes_its_own(world: World, named: Prepared) -> None:
    ask(named, world.congress)
    connection.close()
    ask(named, world.congress)
    connection.close()
    connection.close_pool() if hasattr(connection, "close_pool") else None
    ask(named, world.congress)


def test_whoever_looks_at_what_is_said_sees_the_statement(world: World, named: Prepared) -> None:
    ask(named, world.congress)
    with CaptureQueriesContext(connection) as said:
        ask(named, world.congress, times=1)
    assert [TABLE in one["sql"] for one in said.captured_queries] == [True, True]


def test_behind_a_pooler_nothing_is_planned(world: World, named: Prepared, monkeypatch: Any) -> None:
    before = plans()
    monkeypatch.setitem(connection.settings_dict, "PLANS", False)
    ask(named, world.congress)
    assert plans() == before


def test_several_go_in_one_message_and_answer_in_their_order(world: World, named: Prepared) -> None:
    rename = Prepared(f"UPDATE {TABLE} SET name = %s WHERE id = %s")
    pk, slug = world.congress.pk, world.congress.slug
    for name in ("Tidelines", "Tides in lines"):
        with CaptureQueriesContext(connection) as said:
            found = together((rename, (name, pk)), (named, (slug, pk)), (named, ("nowhere", pk)))
        assert found == [[], [(name,)], []], "each sees what those before it did"
        assert len(said) == (1 if connection.vendor == "postgresql" else 3)
    assert together() == []


def test_questions_of_several_modules_are_read_by_each(world: World, named: Prepared) -> None:
    members = Statement(lambda pks: Membership.objects.filter(pk__in=pks).select_related("person").order_by("pk"))
    days = Statement(lambda pk: Conference.objects.filter(pk=pk).values_list("starts_on", "created_at"))
    name = Question(((named, (world.congress.slug, world.congress.pk)),), lambda answers: answers[0][0][0])
    bob = world.member(world.bob)
    for _ in range(FROM_USE + 1):
        asked = gathered(
            [
                name.then(str.upper),
                gathered([members.asked(pks=[bob.pk]), members.asked(pks=[])]),
                days.asked(pk=world.congress.pk),
            ]
        )
        upper, (rows_, none), dates = asked.answer()
        assert (upper, none) == (world.congress.name.upper(), [])
        assert [(one, one.person) for one in rows_] == [(bob, world.bob)]
        assert dates == [(world.congress.starts_on, world.congress.created_at)]


@pytest.mark.parametrize("count", [1, 3, rows.FEW, rows.FEW + 1])
def test_new_rows_know_their_keys_and_are_kept_in_their_order(world: World, count: int) -> None:
    made = [Thread(conference=world.congress, kind="test", key=str(n)) for n in range(count)]
    rows.insert(*made)
    kept = Thread.objects.filter(kind="test").order_by("pk")
    assert [(one.pk, one.key) for one in kept] == [(one.pk, one.key) for one in made]
    made[0].key = "changed"
    made[0].save()
    assert kept.filter(key="changed").count() == 1, "it is known as one that is there"


def test_a_row_like_one_that_is_there_is_not_written_and_breaks_nothing(world: World) -> None:
    for written in (True, False, False):
        thread = Thread(conference=world.congress, kind="test", key="one")
        assert rows.insert_unless_there(thread) is written
        assert (thread.pk is not None) is written
    assert Thread.objects.filter(kind="test").count() == 1


def test_no_rows_are_no_statement(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        rows.insert()


def test_values_are_kept_as_their_columns_say(world: World) -> None:
    at = datetime(2031, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
    detail = {"words": "50 % \"quoted\" 'so' {}", "n": [1, 2.5, None, True]}
    entry = AuditEntry(conference=world.congress, at=at, actor_id=world.bob.pk, action="x", detail=detail)
    rows.insert(entry)
    kept = AuditEntry.objects.get(pk=entry.pk)
    assert (kept.at, kept.detail, kept.actor, kept.number) == (at, detail, world.bob, None)


def test_a_row_with_a_name_for_its_key_keeps_it(world: World) -> None:
    rows.insert(AuditChain(key="977"))
    assert AuditChain.objects.get(pk="977").number == 0


def test_what_the_table_forbids_is_refused(world: World) -> None:
    rows.insert(Thread(conference=world.congress, kind="test", key="one"))
    for _ in range(FROM_USE + 1):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.insert(Thread(conference=world.congress, kind="test", key="one"))

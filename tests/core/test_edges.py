"""A transaction whose BEGIN and COMMIT go with other statements is one like any other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core import audit, clock, rows
from core.actor import Actor
from core.models import AuditEntry, Conference
from core.prepared import FROM_USE, Prepared, Question, together
from core.unit import unit_of_work
from messaging.models import Thread
from networking.chats.models import EngagementCell
from tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = f"SELECT name FROM {Conference._meta.db_table} WHERE id = %s"
COUNT = Prepared(NAMES)


def a_thread(world: World, key: str = "one") -> Any:
    return rows.said(Thread(conference=world.congress, kind="test", key=key))


def is_open() -> bool:
    """Whether the server is in a transaction."""
    if connection.vendor != "postgresql":
        return connection.in_atomic_block
    return bool(connection.connection.pgconn.transaction_status)


def note(world: World) -> None:
    audit.record(Actor(conference_id=world.congress.pk), "test.done")


def kept() -> tuple[int, int]:
    return Thread.objects.filter(kind="test").count(), AuditEntry.objects.filter(action="test.done").count()


def test_the_first_message_begins_and_the_last_one_commits(world: World) -> None:
    told: list[bool] = []
    with unit_of_work():
        together(a_thread(world))
        assert is_open()
        note(world)
        transaction.on_commit(lambda: told.append(is_open()))
    assert (kept(), told) == ((1, 1), [False])


def test_whatever_fails_in_the_first_message_leaves_nothing(world: World) -> None:
    unread = Prepared("SELECT nothing FROM nowhere")
    for _ in range(FROM_USE + 1):
        with pytest.raises(DatabaseError), unit_of_work():
            note(world)
            together(a_thread(world), (unread, ()))
    assert (kept(), connection.get_autocommit()) == ((0, 0), True)


def test_who_catches_that_the_server_could_not_read_it_is_still_in_a_transaction(world: World) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        with pytest.raises(DatabaseError):
            together((Prepared("SELEKT 1"), ()))
        together(a_thread(world))
        raise ZeroDivisionError
    assert kept() == (0, 0)


def test_what_the_commit_refuses_is_raised_and_leaves_nothing(world: World) -> None:
    """References are looked at with the commit: it is said in one message with the record."""
    told: list[str] = []
    for _ in range(FROM_USE + 1):
        with pytest.raises(IntegrityError), unit_of_work():
            together(a_thread(world), rows.said(Thread(conference_id=2**40, kind="test", key="two")))
            note(world)
            transaction.on_commit(lambda: told.append("done"))
    assert (kept(), told) == ((0, 0), [])


def test_a_unit_inside_another_transaction_leaves_the_commit_to_that(world: World) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with unit_of_work():
            together(a_thread(world))
            note(world)
        raise ZeroDivisionError
    assert kept() == (0, 0)


def test_what_is_asked_ahead_neither_begins_nor_ends_anything(world: World) -> None:
    question = Question(((COUNT, (world.congress.pk,)),), lambda answers: answers[0])
    for _ in range(FROM_USE + 1):
        with unit_of_work():
            assert question.ahead() == [(world.congress.name,)]
            assert is_open() == (connection.vendor != "postgresql")
            together(a_thread(world, str(clock.now())))
            assert is_open()
            assert question.ahead() == [(world.congress.name,)], "later it is a question like any other"
            assert is_open()
    assert kept() == (FROM_USE + 1, 0)
    assert question.ahead() == question.answer()


def test_rows_given_as_columns_are_those_of_their_objects(world: World) -> None:
    at = clock.now().replace(microsecond=0)
    people, moments = [world.ada.pk, world.bob.pk], [at, at]
    for moment in range(FROM_USE + 1):
        moments = [at.replace(minute=moment)] * 2
        together(rows.columns(EngagementCell, {"holder": "table:7"}, person=people, cell=moments))
    found = EngagementCell.objects.filter(holder="table:7").order_by("pk").values_list("person", "cell", "chat")
    assert [(who, cell) for who, cell, chat in found if not chat][-2:] == [(person, moments[0]) for person in people]
    assert len(found) == 2 * (FROM_USE + 1)


def test_a_key_that_was_given_out_is_nobody_elses(world: World) -> None:
    with unit_of_work():
        key = rows.next_key(Thread).answer()
        thread = Thread(pk=key, conference=world.congress, kind="test", key="one")
        rows.insert(thread)
        rows.insert(other := Thread(conference=world.congress, kind="test", key="two"))
    assert other.pk != key
    assert Thread.objects.get(pk=key).key == "one"

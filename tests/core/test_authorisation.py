"""Every command, tried by every kind of person: the registry's table is what really happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from core import authorisation, clock, commands
from core.authorisation import NO, ROLES, RULE, YES
from core.errors import Conflict, Forbidden, NotFound, Refusal, SignedOut
from core.unit import unit_of_work
from tests.examples import Example, all_examples
from tests.factories import World, do, member, person

pytestmark = pytest.mark.django_db

HERE = {"attendee": "bob", "ambassador": "ada", "mentor": "mira", "moderator": "mo", "organizer": "olga"}
MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)
COMMANDS = [command.name for command in commands.registered()]


@pytest.fixture(autouse=True)
def _in_the_first_morning() -> Iterator[None]:
    """Half of what one may do depends on the time of day: it stands still at ten, and examples may move it on."""
    before = clock.use(lambda: MORNING)
    yield
    clock.use(before)


def test_every_command_has_an_example() -> None:
    missing = set(COMMANDS) - all_examples().keys()
    assert not missing, f"add examples to tests/<feature>/examples.py: {sorted(missing)}"


def test_there_are_no_examples_of_commands_that_are_gone() -> None:
    assert not all_examples().keys() - set(COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name in all_examples()])
def test_everybody_may_exactly_what_the_table_says(world: World, name: str) -> None:
    example = all_examples()[name]
    row = authorisation.row(commands.get(name))  # type: ignore[arg-type]
    found = {label: _try(world, name, example, who) for label, who in _subjects(world)}
    expected = {"signed out": row.anonymous}
    expected |= dict(zip(ROLES, row.roles, strict=True))
    expected |= {f"{role} elsewhere": row.elsewhere for role in ROLES}
    wrong = {label: (cell, found[label]) for label, cell in expected.items() if not _fits(cell, found[label])}
    assert not wrong, f"(the table, what happened): {wrong}"


@pytest.mark.parametrize("name", [name for name, example in all_examples().items() if example.rightful])
def test_whom_the_rule_allows_may_indeed(world: World, name: str) -> None:
    example = all_examples()[name]
    assert _try(world, name, example, getattr(world, example.rightful)) == "done"


def test_the_documented_table_is_up_to_date() -> None:
    call_command("authorisation", "--check")


def test_an_unknown_command_is_not_found(world: World) -> None:
    with pytest.raises(NotFound) as refused:
        do(world.olga, "everything.allow")
    assert refused.value.code == "command.unknown"


def test_a_command_says_the_same_of_what_is_forbidden_and_of_what_is_not_there(world: World) -> None:
    membership = world.member(world.bob).pk
    with pytest.raises(NotFound) as forbidden:
        do(world.charlie, "member.approve", membership=membership)
    with pytest.raises(NotFound) as absent:
        do(world.charlie, "member.approve", membership=987_654)
    assert forbidden.value.as_dict() == absent.value.as_dict()


def _subjects(world: World) -> Iterator[tuple[str, User | None]]:
    yield "signed out", None
    for role, name in HERE.items():
        yield role, getattr(world, name)
    for role in ROLES:
        with unit_of_work():
            somebody = person(f"Else {role}")
            member(somebody, world.neighbour, [] if role == "attendee" else [role])
        yield f"{role} elsewhere", somebody


class _Undo(Exception):
    pass


def _try(world: World, name: str, example: Example, who: User | None) -> str:
    """What comes of it, undone afterwards: "done", "conflict", or the kind of refusal."""
    outcome = "done"
    try:
        with transaction.atomic():
            data = example.data(world)
            try:
                do(who, name, **data)
            except Refusal as refusal:
                outcome = _kind(refusal)
            raise _Undo
    except _Undo:
        return outcome
    finally:
        clock.use(lambda: MORNING)


def _kind(refusal: Refusal) -> str:
    if isinstance(refusal, NotFound):
        # A code of its own is an answer; only the plain one hides whether there is something
        return "not found" if refusal.code == "not_found" else "conflict"
    for kind, word in ((SignedOut, "signed out"), (Conflict, "conflict")):
        if isinstance(refusal, kind):
            return word
    if isinstance(refusal, Forbidden):
        return "rule" if refusal.code == "rule.refused" else "forbidden"
    return f"{refusal.code} {refusal.field}"


def _fits(cell: str, outcome: str) -> bool:
    # A conflict is an answer to somebody who may: the last organizer cannot go
    allowed = {YES: {"done", "conflict"}, RULE: {"done", "conflict", "rule", "not found"}}
    allowed[NO] = {"signed out", "not found", "forbidden"}
    return outcome in allowed[cell]

"""Every command, tried by every kind of person: the registry's table is what really happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts import actions
from accounts.models import User
from core import actor as actors
from core import authorisation, clock, commands
from core.authorisation import NO, RULE, SUBJECTS, YES
from core.errors import Conflict, Forbidden, NotFound, Refusal, SignedOut
from core.unit import unit_of_work
from tests.examples import Example, all_examples
from tests.factories import World, do, member, person, room_of
from tests.subjects import subjects, world_of_subjects

pytestmark = [pytest.mark.django_db, pytest.mark.once]

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
def test_everybody_may_exactly_what_the_table_says(db: None, name: str) -> None:
    world, people = world_of_subjects()
    expected = dict(zip([s.name for s in SUBJECTS], authorisation.row(_command(name)).cells, strict=True))
    found = _try_each(world, name, all_examples()[name], people)
    wrong = {label: (cell, found[label]) for label, cell in expected.items() if not _fits(cell, found[label])}
    assert not wrong, f"(the table, what happened): {wrong}"


def test_the_table_has_the_twenty_subjects_of_the_design() -> None:
    assert len({subject.name for subject in SUBJECTS}) == 20


def test_what_each_subject_may_everywhere_is_what_her_roles_start_with(world: World) -> None:
    people = subjects(world)
    found = {kind: actors.load(who.pk if who else None, world.congress.pk).permissions for kind, who in people.items()}
    assert found == {subject.name: subject.permissions for subject in SUBJECTS}


@pytest.mark.parametrize("name", [c.name for c in commands.registered() if c.in_one_room])
def test_a_chair_may_nothing_more_than_an_attendee_in_the_room_of_another(world: World, name: str) -> None:
    with unit_of_work():
        chair = member(person("Chair Elsewhere"), world.congress)
        actions.grant(chair, "chair", room_of(world.congress, "Another session").scope)
    cells = dict(zip([s.name for s in SUBJECTS], authorisation.row(_command(name)).cells, strict=True))
    found = _try_each(world, name, all_examples()[name], {"chair": chair.person})
    assert _fits(cells["attendee"], found["chair"]), found


@pytest.mark.parametrize("name", [name for name, example in all_examples().items() if example.rightful])
def test_whom_the_rule_allows_may_indeed(world: World, name: str) -> None:
    example = all_examples()[name]
    assert _try_each(world, name, example, {"her": getattr(world, example.rightful)}) == {"her": "done"}


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


def _command(name: str) -> commands.Command:
    found = commands.get(name)
    assert found is not None
    return found


class _Undo(Exception):
    pass


def _try_each(world: World, name: str, example: Example, people: dict[str, User | None]) -> dict[str, str]:
    """What comes of it for each, undone afterwards: "done", "conflict", or the kind of refusal."""
    outcomes = {}
    with suppress(_Undo), transaction.atomic():
        data = example.data(world)
        moment = clock.now()  # the example may have moved it on
        for label, who in people.items():
            clock.use(lambda: moment)
            outcomes[label] = _try(name, data, who)
        raise _Undo
    clock.use(lambda: MORNING)
    return outcomes


def _try(name: str, data: dict[str, Any], who: User | None) -> str:
    outcome = "done"
    with suppress(_Undo), transaction.atomic():
        try:
            do(who, name, **data)
        except Refusal as refusal:
            outcome = _kind(refusal)
        raise _Undo
    return outcome


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

"""The record shows when somebody changed it after it was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import audit, chores, clock, privacy
from core.errors import Forbidden
from core.models import AuditChain, AuditEntry
from core.unit import unit_of_work
from tests.factories import World, at_once, do, member, person

pytestmark = pytest.mark.django_db


def some_deeds(world: World) -> None:
    """Four entries: three done, one refused."""
    for name in ("bob", "ada", "mira"):
        do(world.olga, "role.set", membership=world.member(getattr(world, name)).pk, role="speaker", on=True)
    with pytest.raises(Forbidden):
        do(world.bob, "role.set", membership=world.member(world.ada).pk, role="organizer", on=True)


def findings(world: World) -> audit.Findings:
    return audit.verify(audit.chain_key(world.congress.pk))


def nth(world: World, number: int) -> AuditEntry:
    return AuditEntry.objects.get(conference=world.congress, number=number)


def test_what_nobody_touched_verifies(world: World) -> None:
    some_deeds(world)
    found = findings(world)
    assert (found.entries, found.erased, found.faults) == (4, 0, [])


def _change(entry: AuditEntry) -> None:
    AuditEntry.objects.filter(pk=entry.pk).update(action="message.hide")


def _change_with_its_digest(entry: AuditEntry) -> None:
    entry.action = "message.hide"
    AuditEntry.objects.filter(pk=entry.pk).update(action=entry.action, digest=audit.digest_of(entry))


def _remove(entry: AuditEntry) -> None:
    entry.delete()


def _pass_off_as_erased(entry: AuditEntry) -> None:
    AuditEntry.objects.filter(pk=entry.pk).update(salt="", digest="0" * 64)


@pytest.mark.parametrize("tamper", [_change, _change_with_its_digest, _remove, _pass_off_as_erased])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_whatever_is_done_to_an_entry_is_found(world: World, tamper: Callable[[AuditEntry], None], number: int) -> None:
    some_deeds(world)
    tamper(nth(world, number))
    assert findings(world).faults


def test_an_entry_written_past_the_door_is_found(world: World) -> None:
    some_deeds(world)
    AuditEntry.objects.create(conference=world.congress, at=clock.now(), action="role.set")
    assert findings(world).faults == ["1 entries stand outside the chain"]


def test_the_key_is_what_holds_the_chain(world: World, settings: Any) -> None:
    some_deeds(world)
    settings.SEAL_KEY = "the key of somebody else, thirty-two characters long"
    assert findings(world).faults


def test_an_erased_person_leaves_the_chain_whole(world: World) -> None:
    some_deeds(world)
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    found = findings(world)
    assert found.faults == []
    assert found.erased == 2, "what she tried, and what was done to her"


def test_a_rolled_back_command_leaves_no_gap(world: World) -> None:
    some_deeds(world)
    with pytest.raises(RuntimeError), unit_of_work():
        audit.record(world.actor(world.olga), "never.happened")
        raise RuntimeError
    do(world.olga, "role.set", membership=world.member(world.bob).pk, role="speaker", on=False)
    assert findings(world).faults == []
    assert AuditChain.objects.get(key=str(world.congress.pk)).number == 5


def test_the_record_is_dropped_two_years_after_its_congress(world: World) -> None:
    some_deeds(world)
    start = clock.now()
    before = clock.use(lambda: start + timedelta(days=800))
    try:
        chores.forget_record()
        assert not AuditEntry.objects.filter(conference=world.congress).exists()
        do(world.olga, "role.set", membership=world.member(world.bob).pk, role="speaker", on=False)
        assert findings(world).faults == []
    finally:
        clock.use(before)


def test_a_deleted_conference_takes_its_chain_out_of_the_question(world: World) -> None:
    some_deeds(world)
    world.congress.delete()
    assert [found.faults for found in audit.verify_all() if found.faults] == []


def test_the_command_says_what_it_found(world: World) -> None:
    some_deeds(world)
    said = StringIO()
    call_command("audit", "verify", stdout=said)
    assert f"chain {world.congress.pk}: 4 entries, 0 erased: as written" in said.getvalue()
    _change(nth(world, 2))
    with pytest.raises(CommandError):
        call_command("audit", "verify", "--conference", "tidelines", stdout=said)
    assert "entry 2 was changed" in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_deeds_at_the_same_moment_come_one_after_the_other(world: World) -> None:
    with unit_of_work():
        crowd = [person() for _ in range(12)]
        places = {who.pk: member(who, world.congress).pk for who in crowd}
    at_once(crowd, lambda who: do(world.olga, "role.set", membership=places[who.pk], role="speaker", on=True))
    found = findings(world)
    assert (found.entries, found.faults) == (12, [])

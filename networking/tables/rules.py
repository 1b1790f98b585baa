"""May she? What is said at a table stays with those who sit there."""

from __future__ import annotations

from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from networking.tables import queries
from networking.tables.models import Table


def _by_key(key: str) -> Table | None:
    return Table.objects.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def may_read_stream(person_id: int, key: str) -> bool:
    table = _by_key(key)
    return table is not None and queries.sits_at(actors.load(person_id, table.conference_id), table)


def thread_read(actor: Actor, key: str) -> bool:
    table = _by_key(key)
    return table is not None and queries.sits_at(actor, table)


def thread_write(actor: Actor, key: str) -> bool:
    table = _by_key(key)
    return table is not None and table.state == Table.State.OPEN and queries.sits_at(actor, table)


def thread_moderate(actor: Actor, key: str) -> bool:
    """Nobody listens in: what goes wrong is reported, not watched."""
    return False


def owns(actor: Actor, table: Table) -> bool:
    """Its mentor; a coordinator may call it off as well."""
    if table.mentor_id != actor.membership_id and not actor.can("round.manage"):
        raise NotFound
    return True

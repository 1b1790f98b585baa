"""May she? What newcomer and host say is for the two."""

from __future__ import annotations

from accounts import blocks
from core import actor as actors
from core.actor import Actor
from networking.welcome import queries
from networking.welcome.models import Welcome


def _by_key(key: str) -> Welcome | None:
    found = Welcome.objects.select_related("newcomer", "host")
    return found.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None


def may_read_stream(person_id: int, key: str) -> bool:
    row = _by_key(key)
    return bool(row and queries.side_of(actors.load(person_id, row.conference_id).membership_id, row))


def thread_read(actor: Actor, key: str) -> bool:
    row = _by_key(key)
    return bool(row and queries.side_of(actor.membership_id, row))


def thread_write(actor: Actor, key: str) -> bool:
    """As long as neither blocked the other."""
    row = _by_key(key)
    if row is None or not queries.side_of(actor.membership_id, row):
        return False
    return row.host.person_id not in blocks.either_way(row.newcomer.person_id, row.conference_id)


def thread_moderate(actor: Actor, key: str) -> bool:
    """Nobody listens in: what goes wrong is reported, not watched."""
    return False

"""Who may see and do what with the programme. Pure predicates."""

from __future__ import annotations

from typing import Protocol

from core import permissions
from core.actor import Actor

MANAGE = permissions.declare("programme.manage", "Import and edit the programme", roles=[])

RUN = permissions.declare("session.run", "Move a session on the day", roles=["chair"])


def may_manage(actor: Actor) -> bool:
    """Organizers and whoever they gave the programme to."""
    return actor.can(MANAGE)


class Chaired(Protocol):
    """A session's sitting as the subject of a command; `scope` is where its chair's grants count."""

    @property
    def scope(self) -> str: ...

    @property
    def chair(self) -> int | None: ...


def may_run(actor: Actor, subject: Chaired) -> bool:
    """Organizers, whoever was made chair of this session, and whom the programme names as its chair."""
    named = subject.chair is not None and subject.chair == actor.person_id
    return may_manage(actor) or actor.can(RUN, subject.scope) or (named and actor.joined)


class Held(Protocol):
    """A session, of which one may ask who speaks in it."""

    def is_held_by(self, person_id: int) -> bool: ...


def may_confirm(actor: Actor, session: Held) -> bool:
    """Those who speak in it, and organizers on their behalf."""
    return may_manage(actor) or (actor.person_id is not None and session.is_held_by(actor.person_id))


class Owned(Protocol):
    """Something whose hours somebody keeps."""

    @property
    def person_id(self) -> int | None: ...


def may_keep_hours(actor: Actor, owner: Owned) -> bool:
    """Organizers, and a speaker her own."""
    own = owner.person_id is not None and owner.person_id == actor.person_id
    return may_manage(actor) or (own and actor.joined)

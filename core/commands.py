"""The registry of commands: every write of the product is here by name, or it does not exist.

A command binds a schema (what may be said), a subject (what it is about), a permission and a rule (who may), a limit
(how often) and an action (what happens). docs/architecture.md section 4 tells the whole way.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from core import permissions
from core.actor import Actor
from core.payload import Payload

Result = dict[str, object]
Run = Callable[[Actor, Any, Any], Result]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in `per` seconds, per person (or address, signed out)."""

    times: int
    per: int


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    schema: type[Payload]
    subject: Callable[[Any], Any]
    permission: str
    limit: Limit
    run: Run
    rule: Callable[[Actor, Any], bool] | None = None
    sealed: Callable[[Any], bool] | None = None
    audited: bool = False
    personal: bool = False
    fleeting: bool = False
    prepare: Callable[[Any], None] | None = None
    form: str = ""

    @property
    def doc(self) -> str:
        return (self.run.__doc__ or "").strip()

    @property
    def in_one_room(self) -> bool:
        """Whether its subject has a `scope`, so that what was granted in that one room counts."""
        names = list(inspect.signature(self.run).parameters)
        return hasattr(get_type_hints(self.run).get(names[1]), "scope")


_registry: dict[str, Command] = {}


def nothing(data: Any) -> None:
    """The subject of a command that is about no conference."""
    return


def command(
    name: str,
    *,
    schema: type[Payload],
    permission: str,
    limit: Limit,
    subject: Callable[[Any], Any] = nothing,
    rule: Callable[[Actor, Any], bool] | None = None,
    sealed: Callable[[Any], bool] | None = None,
    audited: bool = False,
    personal: bool = False,
    fleeting: bool = False,
    prepare: Callable[[Any], None] | None = None,
    form: str = "",
) -> Callable[[Run], Run]:
    """Register the decorated function as the named command.

    `subject(data)` loads what the command is about and raises NotFound; its `conference_id` says where the actor's
    roles are looked up, its `scope`, if it has one, which room's grants count too. `rule(actor, subject)` may answer
    False or raise a Refusal. `sealed(data)` true means that no row may tell who sent it. `fleeting` keeps no answer
    either: sent twice, it happens twice. `personal` is for the person herself, not for a program with her token.
    `prepare(data)` does slow work on the data alone, such as decoding a picture, before the transaction begins and any
    row is held; by then it is known that she may. `form` is the template a refused form comes back with.
    """

    def register(run: Run) -> Run:
        if name in _registry and _registry[name].run.__module__ != run.__module__:
            raise ValueError(f"two commands named {name}")
        if not run.__doc__:
            raise ValueError(f"the command {name} has no sentence for its documentation")
        _registry[name] = Command(
            name,
            schema,
            subject,
            permission,
            limit,
            run,
            rule,
            sealed,
            audited,
            personal,
            fleeting,
            prepare,
            form,
        )
        return run

    return register


def get(name: str) -> Command | None:
    return _registry.get(name)


def registered() -> list[Command]:
    return [_registry[name] for name in sorted(_registry)]


def undeclared_permissions() -> list[str]:
    """Commands whose permission nobody declared: the system check refuses to start with one."""
    return [c.name for c in registered() if not permissions.known(c.permission)]


def describe(entry: Command) -> dict[str, object]:
    """What a program needs to call it: the body of GET /api/v1/commands."""
    return {
        "name": entry.name,
        "text": entry.doc,
        "permission": entry.permission,
        "limit": {"times": entry.limit.times, "per_seconds": entry.limit.per},
        "audited": entry.audited,
        "by_token": not entry.personal,
        "may_be_anonymous": entry.sealed is not None,
        "schema": entry.schema.model_json_schema(),
    }

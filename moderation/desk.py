"""The desk of a whole congress: one page of queues. Features above add theirs, since moderation knows none of them.

A feature registers in its `AppConfig.ready()`:

    desk.queue("reports", order=10, template="moderation/reports/_queue.html", context=queries.queue)

`context(actor, conference)` gives the words the template needs as `panel`; its key `count` says how much waits.
`chief` queues hold what waits for a decision just now: they are columns, worked off by keys; the others follow.
Orders in use: 5 my shift, 10 reports, 20 appeals and bans that wait, 30 waiting questions, 35 waiting messages,
40 hands, 50 announcements, 55 names like the team's, 60 what holds now, 70 live rooms, 72 lounges, 80 risk to life,
90 word list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.actor import Actor
from core.models import Conference

Context = Callable[[Actor, Conference], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Queue:
    key: str
    order: int
    template: str
    context: Context
    chief: bool = False


_queues: dict[str, Queue] = {}


def queue(key: str, *, order: int, template: str, context: Context, chief: bool = False) -> None:
    _queues[key] = Queue(key, order, template, context, chief)


def queues(actor: Actor, conference: Conference) -> list[dict[str, Any]]:
    """The queues of a desk as its template wants them, in order."""
    ordered = sorted(_queues.values(), key=lambda one: one.order)
    return [
        {"key": q.key, "template": q.template, "data": q.context(actor, conference), "chief": q.chief} for q in ordered
    ]

"""The organizers' pages, from all features, as one row of links.

A feature registers in its `AppConfig.ready()`:

    menu.entry("programme", gettext_lazy("Programme"), url="programme-import", permission="programme.import", order=30)

`url` is the name of an address that takes the conference's slug. Its page includes `accounts/_organize_nav.html` with
`here` set to the entry's name. Orders in use: 10 overview, 20 people, 25 roles, 30 programme, 50 mentors, 90 settings.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from core.actor import Actor
from core.models import Conference


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    label: str | Promise
    url: str
    permission: str
    order: int


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    label: str
    address: str


_entries: dict[str, Entry] = {}


def entry(name: str, label: str | Promise, *, url: str, permission: str, order: int) -> None:
    """Register a page; registering a name again replaces it."""
    _entries[name] = Entry(name, label, url, permission, order)


def links(actor: Actor, conference: Conference) -> list[Link]:
    """What this actor may open, in order."""
    allowed = sorted((one for one in _entries.values() if actor.can(one.permission)), key=lambda one: one.order)
    return [Link(one.name, str(one.label), reverse(one.url, args=[conference.slug])) for one in allowed]

"""The organizers' pages, from all features: chapters in one row, and under it the pages of the chapter one is in.

A feature registers in its `AppConfig.ready()`:

    menu.entry("release", gettext_lazy("Release"), url="programme-release", permission="programme.manage", order=38,
               chapter="programme")

`url` is the name of an address that takes the conference's slug. Its page includes `accounts/_organize_nav.html` with
`here` set to the entry's name. A page outside all chapters is one of its own. Orders in use: 10 overview,
12 setting up, 20 people, 26 moderation, 30 to 39 programme, 50 to 59 mentoring, 80 record, 90 settings.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Conference

CHAPTERS: dict[str, str | Promise] = {
    "people": _("People"),
    "programme": _("Programme"),
    "mentoring": _("Mentoring"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    label: str | Promise
    url: str
    permission: str
    order: int
    chapter: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    # The word for aria-current: "page", "true" for the chapter of this page, or ""
    current: str


@dataclass(frozen=True, slots=True)
class Menu:
    chapters: list[Link]
    # Of the chapter one is in; empty when it has no other
    pages: list[Link]


_entries: dict[str, Entry] = {}


def entry(name: str, label: str | Promise, *, url: str, permission: str, order: int, chapter: str = "") -> None:
    """Register a page; registering a name again replaces it."""
    _entries[name] = Entry(name, label, url, permission, order, chapter or name)


def menu(actor: Actor, conference: Conference, here: str) -> Menu:
    """What this actor may open, in order, seen from the page `here`."""
    allowed = sorted((one for one in _entries.values() if actor.can(one.permission)), key=lambda one: one.order)
    chapters: dict[str, list[Entry]] = {}
    for one in allowed:
        chapters.setdefault(one.chapter, []).append(one)
    open_one = _entries[here].chapter
    pages = chapters.get(open_one, [])
    return Menu(
        [_chapter(name, members, conference, here, open_one) for name, members in chapters.items()],
        [_page(one, conference, here) for one in pages] if len(pages) > 1 else [],
    )


def _chapter(name: str, members: list[Entry], conference: Conference, here: str, open_one: str) -> Link:
    """Leads to the first of its pages that this actor may open."""
    first = members[0]
    current = "" if name != open_one else "page" if len(members) == 1 and first.name == here else "true"
    return Link(str(CHAPTERS.get(name, first.label)), reverse(first.url, args=[conference.slug]), current)


def _page(one: Entry, conference: Conference, here: str) -> Link:
    return Link(str(one.label), reverse(one.url, args=[conference.slug]), "page" if one.name == here else "")

"""The chief places of the frame: what stands in the rail and in the phone's bottom bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.models import Conference


def _everyone(_actor: Actor) -> bool:
    return True


def _joined(actor: Actor) -> bool:
    return actor.joined


def _moderates(actor: Actor) -> bool:
    return actor.can("moderate")


def _organizes(actor: Actor) -> bool:
    return actor.can("conference.organize")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. `routes` are tried in order; a place whose page does not exist is not shown."""

    key: str
    label: str | Promise
    icon: str
    routes: tuple[str, ...]
    shown: Callable[[Actor], bool] = _everyone
    on_phone: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    key: str
    label: str | Promise
    icon: str
    url: str
    on_phone: bool


# Where no conference is chosen yet
OUTSIDE = Place("now", _("Start"), "now", ("start",), on_phone=True)
SOCIETY = Place("society", _("Society"), "leaf", ("society",), on_phone=True)
PLACES = (
    Place("now", _("Now"), "now", ("home",), on_phone=True),
    Place("programme", _("Programme"), "programme", ("programme",), on_phone=True),
    Place("rooms", _("Rooms"), "rooms", ("rooms",), on_phone=True),
    Place("posters", _("Posters"), "posters", ("posters",)),
    Place("mentors", _("Mentors"), "mentors", ("mentors",), _joined, on_phone=True),
    Place("people", _("People"), "people", ("people",), _joined),
    Place("messages", _("Messages"), "messages", ("messages",), _joined, on_phone=True),
    Place("desk", _("Desk"), "desk", ("desk",), _moderates),
    Place("organize", _("Organize"), "organize", ("organize",), _organizes),
)


def links(actor: Actor, conference: Conference | None) -> list[Link]:
    """The places this person may go to, in order; a page this installation lacks is left out."""
    found: list[Link] = []
    for place in PLACES if conference else (OUTSIDE, SOCIETY):
        url = find(place.routes, conference) if place.shown(actor) else ""
        if url:
            found.append(Link(place.key, place.label, place.icon, url, place.on_phone))
    return found


def find(routes: tuple[str, ...], conference: Conference | None) -> str:
    """The address of the first route that exists, inside the conference if there is one, or ""."""
    for route in routes:
        for args in ([conference.slug], []) if conference else ([],):
            try:
                return reverse(route, args=args)
            except NoReverseMatch:
                continue
    return ""

"""Places that a sanction can be about. Features above register theirs: moderation knows no rooms.

For each kind of stream: (conference id, key) -> what people call the place, and where moderators look after it; both
raise NotFound for none. And key -> the stream of its moderators.
"""

from __future__ import annotations

from collections.abc import Callable

from core.errors import NotFound

PlaceOf = Callable[[int, str], str]
_places: dict[str, PlaceOf] = {}
_pages: dict[str, PlaceOf] = {}
_desks: dict[str, Callable[[str], str]] = {}


def register(kind: str, place_of: PlaceOf, page_of: PlaceOf, desk_of: Callable[[str], str]) -> None:
    _places[kind], _pages[kind], _desks[kind] = place_of, page_of, desk_of


def is_one(scope: str) -> bool:
    """Whether it is a place that moderators look after, rather than a chat of a few."""
    return scope.partition(":")[0] in _places


def page(conference_id: int, scope: str) -> str:
    """Where moderators look after the place of a scope."""
    kind, _, key = scope.partition(":")
    if kind not in _pages:
        raise NotFound
    return _pages[kind](conference_id, key)


def desk(scope: str) -> str:
    """The stream of the moderators of a place."""
    kind, _, key = scope.partition(":")
    return _desks[kind](key)


def place(conference_id: int, scope: str) -> str:
    """What people call the place of a scope; "" for the whole congress. NotFound for a place that is not there."""
    if not scope:
        return ""
    kind, _, key = scope.partition(":")
    if kind not in _places:
        raise NotFound
    return _places[kind](conference_id, key)

"""Places that a sanction can be about. Features above register theirs: moderation knows no rooms.

`registry`: kind of the stream -> (conference id, key) -> what people call the place; it raises NotFound for none.
"""

from __future__ import annotations

from collections.abc import Callable

from core.errors import NotFound

PlaceOf = Callable[[int, str], str]
_places: dict[str, PlaceOf] = {}
_pages: dict[str, PlaceOf] = {}


def register(kind: str, place_of: PlaceOf, page_of: PlaceOf) -> None:
    _places[kind], _pages[kind] = place_of, page_of


def page(conference_id: int, scope: str) -> str:
    """Where moderators look after the place of a scope."""
    kind, _, key = scope.partition(":")
    if kind not in _pages:
        raise NotFound
    return _pages[kind](conference_id, key)


def desk(scope: str) -> str:
    """The stream of the moderators of a place."""
    return f"desk:{scope.partition(':')[2]}"


def place(conference_id: int, scope: str) -> str:
    """What people call the place of a scope; "" for the whole congress. NotFound for a place that is not there."""
    if not scope:
        return ""
    kind, _, key = scope.partition(":")
    if kind not in _places:
        raise NotFound
    return _places[kind](conference_id, key)

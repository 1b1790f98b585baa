"""Places that a sanction can be about. Features above register theirs: moderation knows no rooms.

`registry`: kind of the stream -> (conference id, key) -> what people call the place; it raises NotFound for none.
"""

from __future__ import annotations

from collections.abc import Callable

from core.errors import NotFound

PlaceOf = Callable[[int, str], str]
_places: dict[str, PlaceOf] = {}


def register(kind: str, place_of: PlaceOf) -> None:
    _places[kind] = place_of


def place(conference_id: int, scope: str) -> str:
    """What people call the place of a scope; "" for the whole congress. NotFound for a place that is not there."""
    if not scope:
        return ""
    kind, _, key = scope.partition(":")
    if kind not in _places:
        raise NotFound
    return _places[kind](conference_id, key)

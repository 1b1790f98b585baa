"""What lies on the desk, of any kind: claimed by one moderator, and given back when a decision is taken back.

Features register their kinds, since this one knows neither questions nor messages:

    items.register("message", Kind(find=..., tell=..., restore=...))

`find(key)` says where an item belongs, or raises NotFound; `may(actor, key)` who decides about it; `tell(key)` tells
the desk of it anew, with whoever claims it; `restore(key, before)` brings back what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core import clock
from core.actor import Actor
from core.errors import NotFound
from moderation.duty.models import Claim


@dataclass(frozen=True, slots=True)
class Item:
    kind: str
    key: str
    conference_id: int
    # The stream whose moderators decide about it; "" for those of the whole congress
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    find: Callable[[str], Item]
    may: Callable[[Actor, str], bool]
    tell: Callable[[str], None]
    restore: Callable[[str, dict[str, Any]], None]


_kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    _kinds[name] = kind


def of(name: str) -> Kind:
    """A registered kind; NotFound for one that nobody knows."""
    if name not in _kinds:
        raise NotFound
    return _kinds[name]


def find(kind: str, key: str) -> Item:
    return of(kind).find(key)


def claims(kind: str, keys: Iterable[object]) -> dict[str, dict[str, str]]:
    """Who works on which of these items just now, as fields of their events. One query."""
    found = Claim.objects.filter(kind=kind, key__in=[str(key) for key in keys], until__gt=clock.now())
    return {one.key: fields(one) for one in found.select_related("by__person")}


def claim(kind: str, key: object) -> dict[str, str]:
    return claims(kind, [key]).get(str(key), {})


def fields(claim: Claim) -> dict[str, str]:
    by = claim.by
    return {"claimed_by": by.shown_name, "claimed_ref": by.ref, "claimed_until": claim.until.isoformat()}

"""What a room can have, switched on or off for each: the features register themselves, and their rules ask here.

What was written stays while its feature is off, and comes back with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Feature:
    """`effect` says in a sentence what people have while it is on; rooms of the kinds in `off_in` begin without it."""

    key: str
    order: int
    label: str | Promise
    effect: str | Promise
    off_in: tuple[str, ...] = ()


class _Switched(Protocol):
    @property
    def off(self) -> list[str]: ...


_features: dict[str, Feature] = {}


def register(feature: Feature) -> None:
    _features[feature.key] = feature


def registered() -> list[Feature]:
    return sorted(_features.values(), key=lambda feature: feature.order)


def off_at_first(kind: str) -> list[str]:
    """What a room of this kind begins without."""
    return sorted(feature.key for feature in _features.values() if kind in feature.off_in)


def must_be_on(room: _Switched, key: str) -> bool:
    """True, so that rules can chain it. Raises Forbidden where the feature is switched off, also for a stale page."""
    if key not in room.off:
        return True
    words = {"name": _features[key].label}
    sorry = _("Switched off in this room just now: %(name)s. What was written stays, and comes back with it.")
    raise Forbidden("room.feature_off", sorry % words)

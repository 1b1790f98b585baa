"""What organizers edit, as plain values: an edit keeps what it found and what it left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from schedule.programme.models import Place, Session, SessionType, Sitting, Speaker, Track
from schedule.programme.talks import queries as talks

Framing = Place | Track | SessionType
Item = Session | Sitting | Speaker | Framing
FRAMINGS: dict[str, type[Framing]] = {"place": Place, "track": Track, "type": SessionType}
KINDS: dict[str, type[Item]] = {"session": Session, "sitting": Sitting, "speaker": Speaker, **FRAMINGS}
FIELDS: dict[str, tuple[str, ...]] = {
    "session": (
        "title", "subtitle", "type", "language", "track_id", "chair_id", "kind", "state", "minutes", "content_note",
        "patients_welcome", "plain_language", "seats", "signup_domains", "signup_roles", "abstract", "draft",
    ),
    "sitting": ("start", "end", "day", "place_id", "dropped", "kind"),
    "speaker": ("name", "affiliation", "biography"),
    "place": ("name", "position", "capacity"),
    "track": ("name", "position"),
    "type": ("name", "minutes", "position"),
}  # fmt: skip
TALKS = "talks"  # of a session: no column, kept and laid as a list
_INSTANTS, _DATES = {"start", "end"}, {"day"}


@dataclass(frozen=True, slots=True)
class Step:
    """One item and what it shall become. `version` is the one its editor saw; None when she saw none."""

    item: Item
    fields: dict[str, Any] = field(default_factory=dict)
    version: int | None = None


def kind_of(item: Model) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(item, model))


def values(item: Item, names: tuple[str, ...] | list[str]) -> dict[str, Any]:
    """Fields of an item as JSON keeps them."""
    return {name: _value(item, name) for name in names}


def restored(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as an item has them, from what JSON kept."""
    return {name: _rich(name, value) for name, value in values.items()}


def _value(item: Item, name: str) -> Any:
    return talks.kept(item) if name == TALKS and isinstance(item, Session) else _plain(getattr(item, name))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _rich(name: str, value: Any) -> Any:
    if value is not None and name in _INSTANTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in _DATES else value

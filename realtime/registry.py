"""What features tell the realtime layer: kinds of streams with their audience, types of events with their look."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from pydantic import BaseModel, ConfigDict

from core.glance import glance

# (person_id, key of the stream) -> may read it. Asked at subscribing, again when rights change, and at each poll.
MayRead = Callable[[int, str], bool]


class EventData(BaseModel):
    """Typed payload of an event: complete and absolute, so that applying it twice is harmless."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where an event shows: `template` rendered from its data becomes the node `dom_id` in the list `target`.

    `order` names the data field nodes are sorted by. Without `template`, or when it
    renders nothing, the node is taken out.
    """

    target: str
    dom_id: str
    template: str = ""
    order: str = "id"


@dataclass(frozen=True, slots=True)
class EventType:
    name: str
    schema: type[EventData]
    fragments: tuple[Fragment, ...]
    text: str
    doors: bool = False


@dataclass(frozen=True, slots=True)
class SignalType:
    """What is told and not kept. `coalesced`: the newest word about a thing replaces the one before, at most one a
    second; otherwise each goes out at once and in order."""

    name: str
    schema: type[EventData]
    coalesced: bool
    text: str


_streams: dict[str, MayRead] = {}
_signals: dict[str, SignalType] = {}
_watches: list[Callable[[Iterable[int]], set[int]]] = []
_events: dict[str, EventType] = {}


def stream(kind: str, may_read: MayRead) -> None:
    """Register the streams named `kind:<key>` with the one question who may read them."""
    _streams[kind] = may_read


def event(name: str, schema: type[EventData], *fragments: Fragment, text: str, doors: bool = False) -> None:
    """Register an event type. `text` is its sentence in docs/protocol.md.

    With `doors` it says that not everybody may read the stream any more: all who do are asked again before it is told.
    """
    if name in _events and _events[name].schema.__module__ != schema.__module__:
        raise ValueError(f"two event types named {name}")
    _events[name] = EventType(name, schema, fragments, text, doors)


def signal(name: str, schema: type[EventData], *, coalesced: bool, text: str) -> None:
    """Register a kind of signal; `realtime.signals.send` tells it. `text` is its sentence in the protocol."""
    _signals[name] = SignalType(name, schema, coalesced, text)


def signal_type(name: str) -> SignalType:
    return _signals[name]


def signal_types() -> list[SignalType]:
    return [_signals[name] for name in sorted(_signals)]


def stream_kinds() -> list[str]:
    return sorted(_streams)


def event_type(name: str) -> EventType:
    return _events[name]


def is_about_doors(name: str) -> bool:
    """Whether an event of this type makes a hub ask the readers of its stream again. One of no known type does not."""
    return name in _events and _events[name].doors


def event_types() -> list[EventType]:
    return [_events[name] for name in sorted(_events)]


def kinds() -> set[str]:
    """All kinds of streams there are."""
    return set(_streams)


def watch(changed: Callable[[Iterable[int]], set[int]]) -> None:
    """Register who says which of the people with open pages lost or gained rights a moment ago, where no event may.

    Asked once a second and process: an event on somebody's stream would keep a row that names her.
    """
    if changed not in _watches:
        _watches.append(changed)


def changed(people: Iterable[int]) -> set[int]:
    """Who of these is to be asked again what she may read."""
    return set().union(*(watch(people) for watch in _watches))


def may_read(person_id: int, stream_name: str) -> bool:
    """Default deny: an unknown stream reads like a forbidden one. It has one name: `room:01` is not `room:1`."""
    kind, _, key = stream_name.partition(":")
    answer = _streams.get(kind)
    plain = key.isascii() and key.isprintable() and not key.startswith("0")
    return bool(answer and key and plain and answer(person_id, key))


def may_read_each(asked: Iterable[tuple[int, str]]) -> dict[tuple[int, str], bool | Exception]:
    """`may_read` for many at once, in one look: what is the same for all of them is read once. What fails for one is
    her answer and not that of the others; raises where the database is away, for each of them would wait for it."""
    with glance():
        return {one: _answer(*one) for one in asked}


def _answer(person_id: int, stream_name: str) -> bool | Exception:
    try:
        return may_read(person_id, stream_name)
    except (OperationalError, InterfaceError):
        raise
    except Exception as failed:
        return failed

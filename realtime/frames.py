"""Frames as they travel: an event becomes text once per process, language and format, not once per socket."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from itertools import product
from threading import Lock
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from realtime import registry
from realtime.line import Message, text_message
from realtime.log import Event
from realtime.registry import Fragment

logger = logging.getLogger(__name__)
REMEMBERED_BYTES = 32 << 20
EVENT_WEIGHS = 2  # times its text: the event it was made from is kept beside it


@dataclass(frozen=True, slots=True)
class Look:
    """How a socket wants its events: with HTML in a language, or as data alone."""

    html: bool = True
    language: str = settings.LANGUAGE_CODE


HTML = Look()
Key = tuple[str, int, Look]  # stream, number, look


def encode(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), default=str)


def message(stream: str, events: list[Event], look: Look) -> Message:
    """What one reader after the other is sent: one event, or several of a short while in one frame."""
    bodies = [body(event, look) for event in events]
    name = json.dumps(stream)
    if len(bodies) == 1:
        return text_message(f'{{"op":"event","stream":{name},{bodies[0][1:]}')
    return text_message(f'{{"op":"events","stream":{name},"events":[{",".join(bodies)}]}}')


def of_event(event: Event, look: Look = HTML) -> dict[str, Any]:
    """The frame of an event, for the polling door."""
    return {"op": "event", "stream": event.stream, **json.loads(body(event, look))}


def body(event: Event, look: Look) -> str:
    """The event as JSON without its stream. Remembered; never taken for another content of the same number."""
    key = (event.stream, event.seq, look)
    known = _remembered.get(key)
    if known is not None and known[0] == event:
        return known[1]
    text = _render(event, look)
    _remembered.put(key, event, text)
    return text


def forget(stream: str, seqs: list[int]) -> None:
    """These events of a stream were rewritten or are old: what they said is not kept, not even unseen."""
    if seqs:
        _remembered.drop(stream, seqs)


class Remembered:
    """The texts of what hot tails hold and of what was read from the log a while ago, up to a weight.

    Kept as UTF-8: one smile in a text would make each of its letters four bytes.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._texts: dict[Key, tuple[Event, bytes]] = {}
        self._looks: set[Look] = set()
        self._lock = Lock()

    def get(self, key: Key) -> tuple[Event, str] | None:
        known = self._texts.get(key)
        return (known[0], known[1].decode()) if known is not None else None

    def put(self, key: Key, event: Event, text: str) -> None:
        with self._lock:
            self._looks.add(key[2])
            self._pop(key)
            self._texts[key] = (event, text.encode())
            self.bytes += EVENT_WEIGHS * len(self._texts[key][1])
            while self.bytes > self.most_bytes:
                self._pop(next(iter(self._texts)))

    def drop(self, stream: str, seqs: list[int]) -> None:
        with self._lock:
            for seq, look in product(seqs, self._looks):
                self._pop((stream, seq, look))

    def _pop(self, key: Key) -> None:
        if (known := self._texts.pop(key, None)) is not None:
            self.bytes -= EVENT_WEIGHS * len(known[1])


_remembered = Remembered(REMEMBERED_BYTES)


def _render(event: Event, look: Look) -> str:
    frame = {"seq": event.seq, "type": event.type, "at": event.at, "data": event.data}
    if look.html:
        frame["html"] = _html(event, look)
    return encode({**frame, "rewrote": event.rewrote})


def _html(event: Event, look: Look) -> list[dict[str, Any]]:
    """One event that cannot be shown must not hold up all that come after it in its stream."""
    try:
        with translation.override(look.language):
            return [_node(one, event.data) for one in registry.event_type(event.type).fragments]
    except Exception:
        logger.exception("frames.not_rendered", extra={"type": event.type})
        return []


def _node(fragment: Fragment, data: dict[str, Any]) -> dict[str, Any]:
    """Rendered from the event's data alone, so equal for everyone in the audience."""
    html = render_to_string(fragment.template, {"item": data}).strip() if fragment.template else ""
    return {
        "target": fragment.target.format(**data),
        "id": fragment.dom_id.format(**data),
        "order": data.get(fragment.order, 0),
        "html": html or None,
    }

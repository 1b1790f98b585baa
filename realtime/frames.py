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
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Look:
    """How a socket wants its events: with HTML in a language, or as data alone."""

    html: bool = True
    language: str = settings.LANGUAGE_CODE


HTML = Look()


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
    with _lock:
        _looks.add(look)
        _remembered[key] = (event, text)
        if len(_remembered) > REMEMBERED:
            del _remembered[next(iter(_remembered))]
    return text


def forget(stream: str, seqs: list[int]) -> None:
    """These events of a stream were rewritten: what they said is not kept, not even unseen."""
    if seqs:
        with _lock:
            for seq, look in product(seqs, _looks):
                _remembered.pop((stream, seq, look), None)


_remembered: dict[tuple[str, int, Look], tuple[Event, str]] = {}
_looks: set[Look] = set()
_lock = Lock()


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
    html = render_to_string(fragment.template, {"item": data}).strip() if fragment.template else None
    return {
        "target": fragment.target.format(**data),
        "id": fragment.dom_id.format(**data),
        "order": data.get(fragment.order, 0),
        "html": html,
    }

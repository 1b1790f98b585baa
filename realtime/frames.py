"""Frames as they travel: an event becomes text once per process, not once per socket."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from realtime import registry
from realtime.log import Event
from realtime.registry import Fragment


def encode(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"), default=str)


def of_event(event: Event) -> dict[str, Any]:
    """The frame of an event with its HTML: rendered from its data alone, so equal for everyone in the audience."""
    kind = registry.event_type(event.type)
    return {
        "op": "event",
        "stream": event.stream,
        "seq": event.seq,
        "type": event.type,
        "at": event.at,
        "data": event.data,
        "html": [_node(fragment, event.data) for fragment in kind.fragments],
        "rewrote": event.rewrote,
    }


def _node(fragment: Fragment, data: dict[str, Any]) -> dict[str, Any]:
    html = render_to_string(fragment.template, {"item": data}).strip() if fragment.template else None
    return {
        "target": fragment.target.format(**data),
        "id": fragment.dom_id.format(**data),
        "order": data.get(fragment.order, 0),
        "html": html,
    }


def text_of(event: Event) -> str:
    """The encoded frame, rendered once per (stream, seq, language) and dropped when a rewrite changes its content."""
    key = json.dumps([event.type, event.data, event.rewrote], sort_keys=True)
    return _cached(event.stream, event.seq, event.at, key, get_language() or "en")


@lru_cache(maxsize=4096)
def _cached(stream: str, seq: int, at: str, content: str, language: str) -> str:
    kind, data, rewrote = json.loads(content)
    return encode(of_event(Event(stream, seq, kind, at, data, rewrote)))

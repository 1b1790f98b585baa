"""What a client may say at all, before anybody asks what it means."""

from __future__ import annotations

import json
from typing import Any, TypeGuard

Frame = dict[str, Any]
LONGEST_NAME = 80


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_no_constant)  # `json.loads` would make one for each frame


def frame(text: str) -> Frame | None:
    """The frame in a text: an object with an `op`, and an `id` that can be said back; None for anything else."""
    try:
        found = _decoder.decode(text)
    except (ValueError, RecursionError):
        return None
    fits = isinstance(found, dict) and isinstance(found.get("op"), str) and _is_id(found.get("id"))
    return found if fits else None


def is_name(name: Any) -> TypeGuard[str]:
    """Whether it may name a stream. Half of a character is printable nowhere, so it could not be said back."""
    return isinstance(name, str) and len(name) <= LONGEST_NAME and name.isprintable()


def is_position(after: Any) -> bool:
    return after is None or (isinstance(after, int) and not isinstance(after, bool) and 0 <= after < 2**63)


def _is_id(number: Any) -> bool:
    return number is None or (isinstance(number, int) and abs(number) < 2**63)

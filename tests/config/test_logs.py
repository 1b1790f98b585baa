"""Logs say what happened, never who said what."""

from __future__ import annotations

import logging
import sys

from config.logs import configure, without_secrets


def line(**fields: object) -> dict[str, object]:
    return dict(without_secrets(None, "info", dict(fields)))


def test_fields_that_people_write_are_dropped() -> None:
    told = line(event="message.posted", body="I feel ill", display_name="Alice", code="ok", room=3)
    assert told == {"event": "message.posted", "body": "…", "display_name": "…", "code": "ok", "room": 3}


def test_addresses_and_tokens_are_blanked_inside_texts() -> None:
    told = line(event="Not Found: /enter/abcdefghijklmnopqrstuvwxyz012345 for alice@example.org ?next=secret")
    assert "alice" not in str(told)
    assert "abcdefgh" not in str(told)
    assert "secret" not in str(told)


def test_a_traceback_shows_no_variables() -> None:
    words = " ".join(["I", "feel", "ill"])
    shape = dict(configure(as_json=False, level="WARNING")["formatters"]["line"])
    formatter = shape.pop("()")(**shape)
    try:
        raise ValueError(len(words))
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    told = formatter.format(record)
    assert "ValueError: 10" in told
    assert words not in told

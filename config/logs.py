"""How the product speaks to its operators: one line per happening, with codes, never with content, names or tokens."""

from __future__ import annotations

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAMES = re.compile(r"body|code|content|cookie|email|key|name|password|secret|text|title|token", re.IGNORECASE)
KEPT_NAMES = {"code", "event", "command", "logger", "filename"}
# A sign-in link, a session key, an API token: long runs without a space in them. Addresses: anything with an @.
SECRET_VALUES = re.compile(r"[\w.+-]+@[\w.-]+|[\w=-]{24,}|(?<=\?)\S+")

Happening = MutableMapping[str, Any]


def without_secrets(_logger: Any, _method: str, happening: Happening) -> Happening:
    """Drop fields whose name says that a person wrote or owns them; blank what looks like a token or address."""
    for name in list(happening):
        value = happening[name]
        if name.startswith("_") or name in {"exc_info", "exception"}:
            continue
        if name not in KEPT_NAMES and SECRET_NAMES.search(name):
            happening[name] = "…"
        elif isinstance(value, str) and name not in {"logger", "timestamp", "level"}:
            happening[name] = SECRET_VALUES.sub("…", value)
    return happening


def _without_request(_logger: Any, _method: str, happening: Happening) -> Happening:
    """Django hangs the whole request on its records: with cookies and form."""
    happening.pop("request", None)
    return happening


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(*, as_json: bool, level: str) -> dict[str, Any]:
    """Set structlog up and return Django's LOGGING."""
    structlog.configure(
        processors=[*SHARED, without_secrets, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    # The fancy one draws the variables of each frame: what people wrote, and seconds during which nobody is served
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = structlog.processors.JSONRenderer() if as_json else plain
    finish = [structlog.processors.format_exc_info] if as_json else []
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [
                    *SHARED,
                    structlog.stdlib.PositionalArgumentsFormatter(),
                    without_secrets,
                ],
                "processors": [
                    _without_request,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *finish,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # A page that is not there is a visitor's matter, not an operator's.
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "ERROR"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "uvicorn.access": {"level": "CRITICAL"},
            "uvicorn.error": {"level": "WARNING"},
        },
    }

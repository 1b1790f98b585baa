"""First words of our addresses that no conference may take as its short name."""

from __future__ import annotations

RESERVED = frozenset(
    [
        "accounts",
        "api",
        "c",
        "conferences",
        "demo",
        "favicon.ico",
        "files",
        "guest",
        "healthz",
        "help",
        "ingest",
        "live",
        "login",
        "m",
        "media",
        "metrics",
        "notices",
        "people",
        "polls",
        "privacy",
        "profile",
        "push-worker.js",
        "readyz",
        "report",
        "robots.txt",
        "society",
        "static",
        "streams",
        "welcome",
        "ws",
    ]
)


class ConferenceSlug:
    """Path converter `<conference:slug>`: a short name that is not one of ours."""

    regex = rf"(?!(?:{'|'.join(word.replace('.', '[.]') for word in sorted(RESERVED))})(?:/|$))[-a-z0-9_]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

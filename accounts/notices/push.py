"""Rings in browsers that are away: what a ring says, whom it may go to, and our key. `service` sends it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from py_vapid import Vapid

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Ring:
    """What goes out: where, for whose keys, and what the page behind it shows."""

    endpoint: str
    p256dh: str
    auth: str
    tag: str
    title: str
    text: str
    url: str
    urgent: bool
    lives: int = DAY  # seconds that the service keeps it for a browser that is away


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome`: "sent", "gone" (forget the device), "later" or "refused"; `after` in seconds, if the service said."""

    outcome: str
    after: float = 0.0


def public_key() -> str:
    """What browsers subscribe with: the uncompressed point, base64url. "" where push is off."""
    if not settings.VAPID_KEY:
        return ""
    point = key_pair().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_an_endpoint(url: str) -> bool:
    """Whether an address may be that of a push service, as far as its words tell."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if settings.PUSH_TO_LOOPBACK and host == "127.0.0.1":
        return parts.scheme == "http"
    plain = parts.scheme == "https" and port in {None, 443} and not parts.username and not parts.password
    return plain and "." in host and host.isascii() and not _is_a_number(host) and not host.endswith(".local")


def send(ring: Ring) -> Answer:
    """Ring once. Never raises for what the other side does."""
    from accounts.notices import service  # its libraries are slow to import: only a process that rings wants them

    return service.send(ring)


def key_pair() -> Vapid:
    """Our key, by which services know us."""
    return Vapid.from_raw(settings.VAPID_KEY.encode())


def _is_a_number(host: str) -> bool:
    """An address instead of a name, in any of the spellings that resolvers read."""
    last = host.rstrip(".").rpartition(".")[2]
    return last.isdigit() or last.lower().startswith("0x") or ":" in host

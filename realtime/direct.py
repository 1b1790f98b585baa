"""The fast path where the server is uvicorn: a frame is made once and written straight to each socket's transport.

It leans on uvicorn's insides, so it is off unless FAST_SOCKETS says so, and looks before it leaps: whatever is not
exactly as known (`tests/realtime/test_direct.py` holds uvicorn to it) goes the plain way of ASGI. So does a full
transport: there `send` waits, and the reader is behind.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from realtime.line import Message

FRAMED = "meridian.framed"  # where a shared message keeps its bytes, beside what ASGI reads
KNOWN_PROTOCOL = "uvicorn.protocols.websockets.websockets_sansio_impl"
NEEDED = ("transport", "writable", "conn", "close_sent", "disconnected", "handshake_complete")


class Direct:
    """The transport of one socket."""

    __slots__ = ("_protocol", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._protocol, self._transport = protocol, protocol.transport

    def write(self, message: Message) -> bool:
        """Write it now; False when it has to go the plain way."""
        protocol = self._protocol
        if protocol.disconnected or protocol.close_sent or not protocol.writable.is_set():
            return False
        self._transport.write(framed(message))
        return True


def of(send: Any) -> Direct | None:
    """The fast path of a socket that has been accepted, or None where there is none."""
    protocol: Any = getattr(send, "__self__", None)
    if not settings.FAST_SOCKETS or type(protocol).__module__ != KNOWN_PROTOCOL:
        return None
    if not all(hasattr(protocol, name) for name in NEEDED) or protocol.conn.extensions:
        return None
    return Direct(protocol) if protocol.handshake_complete else None


def framed(message: Message) -> bytes:
    """The frame of a message that goes to many, made once."""
    known: bytes | None = message.get(FRAMED)
    if known is None:
        known = message[FRAMED] = frame_of(message["text"])
    return known


def frame_of(text: str) -> bytes:
    """One unmasked text frame of RFC 6455."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload

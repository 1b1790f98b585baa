"""A push service and a browser behind it, for tests: takes rings over HTTP, checks our signature, opens the message."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class PushService:
    """`answer` is what it says to each ring: a status, with headers. `rang` holds the opened messages."""

    url: str = ""
    answer: tuple[int, dict[str, str]] = (201, {})
    rang: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, str]:
        """The data of push.add_device, as a browser would send it."""
        kind, shape = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        point = self.key.public_key().public_bytes(kind, shape)
        return {"name": "Test", "endpoint": f"{self.url}/ring/1", "p256dh": _b64(point), "auth": _b64(self.secret)}

    def take(self, headers: dict[str, str], body: bytes) -> None:
        self.headers.append(headers)
        opened = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        self.rang.append(json.loads(opened))

    def claims(self) -> dict[str, Any]:
        """What the last signature says, once it was checked against the key it names."""
        signed = self.headers[-1]["authorization"]
        assert Vapid.verify(signed)
        token = signed.partition("t=")[2].partition(",")[0]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        return claims


@contextmanager
def push_service() -> Iterator[PushService]:
    """Serves on loopback, in a thread, as long as the block lasts."""
    service = PushService()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, more = service.answer
            service.take({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            for name, value in {**more, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    service.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()

"""A meeting server on loopback that checks calls as BigBlueButton's API reference says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

SECRET = "a-shared-secret"


class Meetings(BaseHTTPRequestHandler):
    """SHA-256 of call name, query without checksum, and secret. `says` is what it answers a call beside its code."""

    calls: list[tuple[str, dict[str, list[str]]]] = []
    says: dict[str, str] = {}
    leads_to = ""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        call = parts.path.rsplit("/", 1)[-1]
        query, _, checksum = parts.query.rpartition("&checksum=")
        right = hashlib.sha256(f"{call}{query}{SECRET}".encode()).hexdigest() == checksum
        self.calls.append((call, parse_qs(query)))
        if self.leads_to:
            self.send_response(302)
            self.send_header("Location", self.leads_to)
            self.end_headers()
            return
        said = self.says.get(call, "")
        whole = f"<response><returncode>{'SUCCESS' if right else 'FAILED'}</returncode>{said}</response>"
        self.send_response(200)
        self.end_headers()
        self.wfile.write((said if said.startswith("<?xml") else whole).encode())

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of a fresh server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Meetings)
    Thread(target=server.serve_forever, daemon=True).start()
    Meetings.calls.clear()
    Meetings.says.clear()
    Meetings.leads_to = ""
    try:
        yield f"http://127.0.0.1:{server.server_port}/bigbluebutton"
    finally:
        server.shutdown()
        server.server_close()

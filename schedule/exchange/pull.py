"""Fetches a programme from a public address, without becoming somebody's way into the network behind us.

Only https, only hosts the operator listed (PROGRAMME_HOSTS), only addresses that are public. A name is resolved once
and the connection goes to the very address that was looked at, so a name that answers otherwise the second time
(DNS rebinding) gains nothing. Redirects are not followed. Size and time are bounded.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from core.internet import is_public
from schedule.exchange.document import FileRefusedError, refuse
from schedule.exchange.limits import MAX_BYTES

SECONDS = 20.0  # for all of it
SECONDS_OF_SILENCE = 5.0
CHUNK = 64 * 1024
Resolve = Callable[[str, int], Iterable[str]]

_EVENT = re.compile(r"^/(?:api/events/)?([-a-z0-9]{1,60})(?:/(?:schedule|talk|submissions|slots)?/?)?$")


def _resolved(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Door:
    """What may be fetched, and how; tests have another."""

    hosts: frozenset[str]
    may_reach: Callable[[str], bool] = is_public
    resolve: Resolve = _resolved
    port: int = 443
    tls: bool = True
    seconds: float = SECONDS


def open_door() -> Door:
    """The door as the operator set it."""
    return Door(frozenset(host.lower() for host in settings.PROGRAMME_HOSTS))


def fetch(address: str, door: Door | None = None) -> bytes:
    """The file at a public address. Raises FileRefusedError for everything that is not one."""
    door = door or open_door()
    host, path = _checked(address, door)
    until = time.monotonic() + door.seconds
    connection = _Connection(host, _reachable(host, door), door)
    # Each byte begins the time of silence anew, also before the content: the whole has an end of its own
    end = threading.Timer(door.seconds, connection.cut)
    end.start()
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "identity", "User-Agent": "Meridian"})
        content = _read(connection, until)
    except (OSError, ValueError, http.client.HTTPException) as error:
        if time.monotonic() > until:
            raise _too_slow(host) from None
        raise refuse("pull.unreachable", host, f"{host} did not answer: {type(error).__name__}.") from None
    finally:
        end.cancel()
        connection.close()
    if time.monotonic() > until:  # what was cut may look like an answer that is whole
        raise _too_slow(host)
    return content


def _checked(address: str, door: Door) -> tuple[str, str]:
    """Host and path of an address that may be asked for."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").rstrip(".").lower(), parts.port
    except ValueError:
        raise refuse("pull.address", "address", "This is not a web address.") from None
    if parts.scheme != "https" or not host or parts.username is not None or port not in (None, 443):
        raise refuse(
            "pull.address", "address", "Give an address that begins with https:// and names no port or password."
        )
    if host not in door.hosts:
        known = ", ".join(sorted(door.hosts)) or "none"
        raise refuse("pull.host", host, f"Programmes are fetched from these hosts only: {known}.")
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    if not re.fullmatch(r"[!-~]{1,2000}", path):
        raise refuse("pull.address", "address", "The address holds signs that do not belong there.")
    return host, _schedule_of(path)


def _schedule_of(path: str) -> str:
    """The public schedule of an event of pretalx, by the address of its page or of its REST interface."""
    event = _EVENT.match(path)
    return f"/{event[1]}/schedule/export/schedule.json" if event else path


def _reachable(host: str, door: Door) -> str:
    """One address of the host; refused when any of its addresses is not public."""
    try:
        found = list(door.resolve(host, door.port))
    except OSError:
        raise refuse("pull.unreachable", host, f"{host} is not known.") from None
    if not found or not all(door.may_reach(one) for one in found):
        raise refuse("pull.private", host, f"{host} leads to an address that is not public.")
    return found[0]


class _Connection(http.client.HTTPConnection):
    """Connects to the address that was looked at, and shows the name in TLS and in the Host line."""

    def __init__(self, host: str, address: str, door: Door) -> None:
        super().__init__(host, door.port, timeout=min(SECONDS_OF_SILENCE, door.seconds))
        self.address = address
        self.tls = door.tls

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End it, whatever it waits for."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _read(connection: http.client.HTTPConnection, until: float) -> bytes:
    with connection.getresponse() as answer:
        _check_answer(connection.host, answer)
        return _content(connection.host, answer, until)


def _check_answer(host: str, answer: http.client.HTTPResponse) -> None:
    if 300 <= answer.status < 400:
        raise refuse("pull.redirect", host, "The address leads elsewhere. Give the address it leads to.")
    if answer.status != 200:
        raise refuse("pull.status", host, f"{host} answered {answer.status}.")
    if answer.getheader("Content-Encoding", "identity") != "identity":
        raise refuse("pull.encoding", host, "The answer is packed in a way we did not ask for.")


def _content(host: str, answer: http.client.HTTPResponse, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(CHUNK):
        size += len(part)
        if size > MAX_BYTES:
            raise refuse("file.too_large", host, f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
        if time.monotonic() > until:
            raise _too_slow(host)
        parts.append(part)
    return b"".join(parts)


def _too_slow(host: str) -> FileRefusedError:
    return refuse("pull.too_slow", host, f"{host} took longer than {SECONDS:.0f} seconds.")

"""A person of the demo at a running server, as any script would be: one-time link, cookies, `POST /c/<name>`.

The layer in memory lives in the server's process, so life from outside has to come in through the door:

1. `manage.py login-link KEY --json` gives `path`; GET it once, keep the cookies (`sessionid`).
2. GET any page; the answer sets the cookie `csrftoken`.
3. `POST /c/message.post` with `Content-Type: application/json`, the header `X-CSRFToken` and the body
   `{"client_id": UUID, "data": {"thread": 7, "text": "Hello"}}`; 201 and `{"result": ...}`, or `{"error": ...}`.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
import uuid
from http.cookiejar import CookieJar
from typing import Any

from config.demo.source import Person

TIMEOUT = 20  # seconds


class ServerAwayError(Exception):
    """Nobody answers at that address."""


class RefusedError(Exception):
    """The server refused a command; `wait` says for how many seconds, if it did."""

    def __init__(self, status: int, code: str, wait: float) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.wait = status, code, wait


class Visitor:
    """One browser's worth of cookies."""

    def __init__(self, base: str, person: Person) -> None:
        self.base, self.person = base, person
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    @property
    def signed_in(self) -> bool:
        return bool(self._cookie("sessionid"))

    @property
    def cookies(self) -> str:
        """The header that carries the session to a socket."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def sign_in(self, path: str, page: str) -> None:
        """Use a one-time link, then look at `page`, which brings the token that forms need."""
        self._open(urllib.request.Request(f"{self.base}{path}?next={page}"))  # noqa: S310  our own server

    def do(self, command: str, data: dict[str, Any]) -> dict[str, Any]:
        """Send a named command; its result. Raises RefusedError."""
        body = json.dumps({"client_id": str(uuid.uuid4()), "data": data}).encode()
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": self._cookie("csrftoken"),
        }
        request = urllib.request.Request(f"{self.base}/c/{command}", body, headers)  # noqa: S310
        result: dict[str, Any] = json.loads(self._open(request))["result"]
        return result

    def _cookie(self, name: str) -> str:
        return next((cookie.value or "" for cookie in self._jar if cookie.name == name), "")

    def _open(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise RefusedError(error.code, _code(error), float(error.headers.get("Retry-After") or 0)) from None
        except (urllib.error.URLError, OSError) as error:
            raise ServerAwayError(f"Nobody answers at {self.base}: {error}. Start it with `make run`.") from None


def _code(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return error.reason

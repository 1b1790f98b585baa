"""Who may come in by socket, and how many at once.

After a cut a whole congress knocks in the same second. So many are looked up at once as there are threads, a few
hundred wait, and whoever comes beyond that is told when to come back, by how fast the door has been.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections import Counter
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import translation

from core import limited, throttle
from core.limited import Limits
from realtime.frames import Look
from realtime.hub import Hub
from realtime.threads import in_thread

MOST_WAITING = 300
OF_ONE_PERSON = 10
OF_ONE_ADDRESS = 200  # a conference hall behind one router
TRY_AGAIN, TOO_MANY = 1013, 4429
LATER_SECONDS = 60.0  # for who has too many open: none of them may close soon


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whose socket it is. `address` is None when limits do not count (loopback)."""

    person_id: int
    session_key: str
    address: str | None
    look: Look
    limits: Limits | None = None

    @property
    def session_digest(self) -> str:
        return digest_of(self.session_key)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Not now. `code` closes the socket; come back after `retry_after` seconds."""

    code: int
    retry_after: float


class Door:
    """One per process. Counts its own sockets: with several processes the limits are as many times as generous."""

    def __init__(self) -> None:
        self.at_once = asyncio.Semaphore(settings.REALTIME_THREADS)
        self.waiting = 0
        self.seconds = 0.01  # that letting one in took, smoothed
        self.people: Counter[int] = Counter()
        self.addresses: Counter[str] = Counter()

    async def admit(self, scope: dict[str, Any]) -> Visitor | TurnedAway | None:
        """Who knocks; None when nobody is signed in. Whom this lets in `left` has to be told of."""
        if self.waiting >= MOST_WAITING:
            over = self.waiting * self.seconds / settings.REALTIME_THREADS
            return TurnedAway(TRY_AGAIN, round(1 + random.uniform(0.5, 1.5) * over, 1))  # noqa: S311  spread
        self.waiting += 1
        try:
            async with self.at_once:
                began = time.perf_counter()
                visitor = await in_thread(identify, scope)
                self.seconds += (time.perf_counter() - began - self.seconds) * 0.1
        finally:
            self.waiting -= 1
        return visitor if visitor is None else self._count(visitor)

    def _count(self, visitor: Visitor) -> Visitor | TurnedAway:
        if visitor.address is None or not settings.THROTTLES:
            return visitor
        mine, here = self.people[visitor.person_id], self.addresses[visitor.address]
        if mine >= OF_ONE_PERSON or here >= OF_ONE_ADDRESS:
            return TurnedAway(TOO_MANY, LATER_SECONDS)
        self.people[visitor.person_id] += 1
        self.addresses[visitor.address] += 1
        return visitor

    def left(self, visitor: Visitor) -> None:
        """One socket of hers is gone."""
        if visitor.address is None or not settings.THROTTLES:
            return
        for counter, key in ((self.people, visitor.person_id), (self.addresses, visitor.address)):
            counters = cast("Counter[Any]", counter)
            counters[key] -= 1
            if counters[key] <= 0:
                del counters[key]


_doors: dict[Hub, Door] = {}


def of(hub: Hub) -> Door:
    """The door of a hub, made at first use."""
    if hub not in _doors:
        _doors.clear()
        _doors[hub] = Door()
    return _doors[hub]


def identify(scope: dict[str, Any]) -> Visitor | None:
    """The signed-in person of a handshake: two queries, session and user."""
    headers = dict(scope["headers"])
    cookies = _cookies(headers.get(b"cookie", b""))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    user = auth.get_user(cast("HttpRequest", SimpleNamespace(session=session)))
    if not user.is_authenticated:
        return None
    forwarded = headers.get(b"x-forwarded-for", b"").decode("latin1")
    direct = str((scope.get("client") or [""])[0] or "")
    look = Look(_wants_html(scope), _language(cookies, headers))
    address = throttle.counted_address(forwarded, direct)
    return Visitor(user.pk, session.session_key or "", address, look, limited.of(session))


def still_signed_in(session_key: str) -> bool:
    """Whether the session was not ended meanwhile."""
    return bool(import_module(settings.SESSION_ENGINE).SessionStore().exists(session_key))


def digest_of(session_key: str) -> str:
    """A session as it may stand in an event: enough to find its sockets, useless to take it over."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def _cookies(header: bytes) -> dict[str, str]:
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header.decode("latin1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _wants_html(scope: dict[str, Any]) -> bool:
    asked: dict[str, list[str]] = parse_qs(scope.get("query_string", b"").decode("latin1"))
    return asked.get("html", ["1"])[-1] != "0"


def _language(cookies: dict[str, str], headers: dict[bytes, bytes]) -> str:
    """The language of the pages this browser sees, as LocaleMiddleware finds it."""
    if len(settings.LANGUAGES) == 1:
        return str(settings.LANGUAGE_CODE)
    meta = {"HTTP_ACCEPT_LANGUAGE": headers.get(b"accept-language", b"").decode("latin1")}
    request = SimpleNamespace(COOKIES=cookies, META=meta, path_info="/ws")
    return str(translation.get_language_from_request(cast("HttpRequest", request)))

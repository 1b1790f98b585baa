"""Who may come in by socket, and how many at once.

After a cut a whole congress knocks in the same second. Those who knock together are looked up together, a few hundred
wait, and whoever comes beyond that is told when to come back, by how fast the door has been.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections import Counter
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from core import throttle
from core.limited import Limits
from realtime import quotas, signed_in
from realtime.closing import LATER_SECONDS, TOO_MANY, TRY_AGAIN
from realtime.frames import Look
from realtime.hub import Hub
from realtime.quotas import Quotas
from realtime.shared_questions import SharedQuestion
from realtime.signed_in import SignedIn
from realtime.threads import in_thread

MOST_WAITING = 300
LONGEST_QUEUE = 6.0  # seconds that a crowded door believes in: while all knock at once it looks slower than it is
OF_ONE_PERSON = 10
OF_ONE_ADDRESS = 200  # a conference hall behind one router


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
    """One per process. Counts sockets over all processes where there is Redis."""

    def __init__(self, kept: Quotas) -> None:
        self.waiting = 0
        self.seconds = 0.001  # that looking one up took of the time of all, smoothed
        self.kept = kept
        self.open: Counter[str] = Counter()  # sockets of this process, by digest of a person or an address
        self._whose: SharedQuestion[str, SignedIn] = SharedQuestion(self._look_up)
        self._standing: SharedQuestion[str, bool] = SharedQuestion(lambda keys: in_thread(signed_in.standing, keys))
        self._changed: set[str] = set()
        self._renewed = 0.0
        self._saying: asyncio.Task[None] | None = None

    async def admit(self, scope: dict[str, Any]) -> Visitor | TurnedAway | None:
        """Who knocks; None when nobody is signed in. Whom this lets in `left` has to be told of."""
        if self.waiting >= MOST_WAITING:
            over = min(LONGEST_QUEUE, self.waiting * self.seconds)
            return TurnedAway(TRY_AGAIN, round(1 + random.uniform(0.5, 1.5) * over, 1))  # noqa: S311  spread
        self.waiting += 1
        try:
            visitor = await self.identify(scope)
        finally:
            self.waiting -= 1
        return visitor if visitor is None else await self._count(visitor)

    async def identify(self, scope: dict[str, Any]) -> Visitor | None:
        """The signed-in person of a handshake."""
        headers = dict(scope["headers"])
        cookies = _cookies(headers.get(b"cookie", b""))
        key = cookies.get(settings.SESSION_COOKIE_NAME, "")
        person = await self._whose.fresh(key) if signed_in.is_key(key) else None
        if person is None:
            return None
        forwarded = headers.get(b"x-forwarded-for", b"").decode("latin1")
        direct = str((scope.get("client") or [""])[0] or "")
        look = Look(_wants_html(scope), _language(cookies, headers))
        return Visitor(person.person_id, key, throttle.counted_address(forwarded, direct), look, person.limits)

    async def _look_up(self, keys: list[str]) -> dict[str, SignedIn]:
        began = time.perf_counter()
        found = await in_thread(signed_in.whose, keys)
        self.seconds += ((time.perf_counter() - began) / len(keys) - self.seconds) * 0.1
        return found

    async def still_signed_in(self, visitor: Visitor) -> bool:
        """Whether her session was not ended meanwhile."""
        return bool(await self._standing.fresh(visitor.session_key))

    async def _count(self, visitor: Visitor) -> Visitor | TurnedAway:
        limits = _limits(visitor)
        if any(self.open[subject] >= most for subject, most in limits.items()):
            return TurnedAway(TOO_MANY, LATER_SECONDS)
        self.open.update(limits.keys())
        try:
            elsewhere = await self.kept.elsewhere({subject: self.open[subject] for subject in limits})
        except BaseException:
            self.left(visitor)
            raise
        if any(self.open[subject] + elsewhere[subject] > most for subject, most in limits.items()):
            self.left(visitor)
            return TurnedAway(TOO_MANY, LATER_SECONDS)
        return visitor

    def left(self, visitor: Visitor) -> None:
        """One socket of hers is gone."""
        for subject in _limits(visitor):
            self.open[subject] -= 1
            self._changed.add(subject)
            if self.open[subject] <= 0:
                del self.open[subject]

    def look_round(self) -> None:
        """Once a second: say what went, and now and then all there is, before what was said has ended."""
        if self._saying is not None and not self._saying.done():
            return
        changed, self._changed = self._changed, set()
        if time.monotonic() - self._renewed > quotas.RENEW:
            self._renewed = time.monotonic()
            changed |= self.open.keys()
        if changed:
            self._saying = asyncio.create_task(self.kept.say({subject: self.open[subject] for subject in changed}))

    async def close(self) -> None:
        """This process has no sockets any more; the others need not wait until what it said has ended."""
        if self._saying is not None:
            await self._saying
        await self.kept.say(dict.fromkeys({*self.open, *self._changed}, 0))
        await self.kept.end()


def _limits(visitor: Visitor) -> dict[str, int]:
    """What is counted for a visitor, and how many there may be; nothing where limits do not count."""
    if visitor.address is None or not settings.THROTTLES:
        return {}
    person, address = quotas.digests((f"person:{visitor.person_id}", f"address:{visitor.address}"))
    return {person: OF_ONE_PERSON, address: OF_ONE_ADDRESS}


_doors: dict[Hub, Door] = {}


def of(hub: Hub) -> Door:
    """The door of a hub, made at first use."""
    if hub not in _doors:
        _doors.clear()
        kept: Quotas = quotas.Shared(settings.REDIS_URL, hub.bus.channel) if settings.REDIS_URL else quotas.Alone()
        _doors[hub] = Door(kept)
        hub.rounds.add(_doors[hub].look_round)
        hub.farewells.append(_doors[hub].close)
    return _doors[hub]


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

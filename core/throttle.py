"""How often one may. Counted per person and command in the cache that all processes share."""

from __future__ import annotations

import hashlib
import hmac
import logging

from django.conf import settings
from django.core.cache import cache, caches

from core import clock
from core.commands import Limit
from core.errors import Throttled

log = logging.getLogger(__name__)


LOOPBACK = {"127.0.0.1", "::1", ""}


def counted_address(forwarded: str, direct: str) -> str | None:
    """The address that limits count for: what the proxy saw, else the direct one; None is exempt.

    Exempt is loopback without a forwarded address: scripts and tests of this machine. The proxy appends the address it
    saw; what stands before it in the header anyone may have written.
    """
    if forwarded and (direct in LOOPBACK or settings.SECURE_PROXY_SSL_HEADER):
        return forwarded.rsplit(",", 1)[-1].strip()
    return None if direct in LOOPBACK and not forwarded else direct


def check(subject: str, name: str, limit: Limit) -> None:
    """Count one call of `name` by `subject` (a person or an address); raise Throttled beyond the limit.

    The window is fixed (at most twice the limit across its edge), which is enough against floods and costs one
    increment. The key is a digest: the counter of an anonymous question must not name its author.
    """
    if not settings.THROTTLES:
        return
    limit = settings.COMMAND_LIMITS.get(name, limit)
    moment = clock.now().timestamp()
    window = int(moment // limit.per)
    key = _digest(f"{name}:{subject}:{window}")
    if _count(key, limit.per) > limit.times:
        wait = round((window + 1) * limit.per - moment, 1)
        raise Throttled(
            "throttled", f"That was a lot at once. Please try again in {max(1, round(wait))} s.", retry_after=wait
        )


def _digest(text: str) -> str:
    return "throttle:" + hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:40]


def _count(key: str, seconds: int) -> int:
    try:
        return _increment(cache, key, seconds)
    except Exception:  # the shared cache is away: each process counts for itself meanwhile
        log.warning("throttle.cache_away")
        return _increment(caches["local"], key, seconds)


def _increment(store: object, key: str, seconds: int) -> int:
    store.add(key, 0, timeout=seconds + 1)  # type: ignore[attr-defined]
    try:
        return int(store.incr(key))  # type: ignore[attr-defined]
    except ValueError:  # it expired between the two calls
        return 1

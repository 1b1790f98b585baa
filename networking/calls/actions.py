"""Passing on what browsers need to find each other. Nothing of a call is ever written down."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Throttled
from networking.calls import events, ice
from networking.calls.kinds import CallRoom
from realtime import signals

# A browser with many networks gathers some 40 candidates a connection; a table of four makes three connections
MOST_CANDIDATES, PER_SECONDS = 240, 60


def join(actor: Actor, room: CallRoom) -> dict[str, object]:
    """What a browser needs for a call: servers, with words for the relay that hold for TURN_SECONDS."""
    user = password = ""
    if settings.TURN_URLS:
        # The relay learns a name that leads nowhere: it must not know who talks to whom
        name = hashlib.sha256(f"{settings.SECRET_KEY}:{room.stream}:{actor.ref}".encode()).hexdigest()[:16]
        user, password = ice.credentials(settings.TURN_SECRET, name, clock.now(), settings.TURN_LASTS)
    return {
        "ice": ice.servers(settings.STUN_URLS, settings.TURN_URLS, user, password),
        "policy": "relay" if settings.CALLS_BY_RELAY_ONLY else "all",
        "ref": actor.ref,
    }


def signal(actor: Actor, room: CallRoom, peer: str, said: dict[str, Any]) -> None:
    """Pass one word on to those in the room. Who it is from is ours to say, not the sender's."""
    _count(actor, room, len(said.get("candidates") or []))
    word = events.CallWord(peer=peer, ref=actor.ref, name=actor.name, **said)
    signals.send(room.stream, events.CALL, word)


def _count(actor: Actor, room: CallRoom, more: int) -> None:
    """Throttled beyond so many candidates: a flood ends here, and the other side does not notice."""
    if not more:
        return
    window = int(clock.now().timestamp()) // PER_SECONDS
    key = f"call:{room.stream}:{actor.membership_id}:{window}"
    cache.add(key, 0, timeout=PER_SECONDS + 1)
    try:
        count = cache.incr(key, more)
    except ValueError:  # it ended between the two calls
        count = more
    if count > MOST_CANDIDATES:
        sorry = _("Your browser offers too many ways at once. Please try again in a minute.")
        raise Throttled("call.too_many_candidates", sorry, retry_after=PER_SECONDS)

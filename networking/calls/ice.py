"""Where browsers look for a way to each other, and words that open a relay for a while. Pure: no clock, no settings.

The relay's words are those of the "REST API for access to TURN services" (draft-uberti-behave-turn-rest-00, section
2.2), which coturn speaks with `use-auth-secret`: the user name is the second until which it holds, a colon and a name;
the password is base64(HMAC-SHA1(shared secret, user name)). SHA-1 is the draft's choice; as a MAC it holds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

Server = dict[str, object]


def credentials(secret: str, name: str, now: datetime, lasts: timedelta) -> tuple[str, str]:
    """User name and password for the relay, good from `now` (aware) for `lasts`."""
    user = f"{int((now + lasts).timestamp())}:{name}"
    digest = hmac.new(secret.encode(), user.encode(), hashlib.sha1).digest()
    return user, base64.b64encode(digest).decode()


def servers(stun: Sequence[str], turn: Sequence[str], user: str, password: str) -> list[Server]:
    """The list an RTCPeerConnection takes."""
    found: list[Server] = [{"urls": list(stun)}] if stun else []
    if turn:
        found.append({"urls": list(turn), "username": user, "credential": password})
    return found

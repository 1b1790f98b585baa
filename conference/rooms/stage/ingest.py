"""Keys with which a room's picture is sent to us by RTMP, and where it plays as HLS.

A key is `<room>-<expires>-<mac>`: signed, so no table holds it, and ended early by raising the room's version.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from conference.rooms.models import Room
from core import clock
from core.errors import Forbidden
from core.text import as_id

VALID = timedelta(hours=24)
HOUR = 3600  # keys made in the same hour are the same, so that a reload shows no other one


def key(room: Room, now: datetime) -> str:
    """The stream key of a room, good for 24 to 25 hours."""
    expires = (int((now + VALID).timestamp()) // HOUR + 1) * HOUR
    return f"{room.pk}-{expires}-{_mac(room, expires)}"


def room_of(text: str) -> Room:
    """The room a key is for. Raises Forbidden for one that is wrong, over, or was replaced."""
    pk, _dash, rest = text.partition("-")
    expires, _dash, mac = rest.partition("-")
    room = Room.objects.filter(pk=as_id(pk)).first()
    if room is None or not hmac.compare_digest(mac.encode(), _mac(room, as_id(expires)).encode()):
        raise Forbidden("stream.bad_key", _("This stream key is not right. Copy it from the desk of the room again."))
    if as_id(expires) < clock.now().timestamp():
        raise Forbidden("stream.key_over", _("This stream key is over. The desk of the room shows a new one."))
    return room


def name(room: Room) -> str:
    """What the stream is called outside: not the key, and not to be guessed from the room's number."""
    return f"room-{room.pk}-{salted_hmac('stage.name', str(room.pk)).hexdigest()[:16]}"


def playlist(room: Room) -> str:
    """Where the picture plays, or "" for an installation without an ingest."""
    return f"{settings.INGEST_HLS}{name(room)}.m3u8" if settings.INGEST_HLS else ""


def _mac(room: Room, expires: int) -> str:
    return salted_hmac("stage.ingest", f"{room.pk}:{room.key_version}:{expires}", algorithm="sha256").hexdigest()[:32]

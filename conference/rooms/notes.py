"""What one should know before entering a room: shown once, confirmed, and remembered in this browser's session.

No table keeps it: that somebody read a note says what she went to. A note with other words is asked about again.
"""

from __future__ import annotations

import hashlib

from django.http import HttpRequest

from conference.rooms import rules
from conference.rooms.models import Room
from core.actor import Actor

REMEMBERED = "content_notes"
MOST = 100  # notes remembered, the latest


def is_asked(request: HttpRequest, actor: Actor, room: Room) -> bool:
    """Whether the content note stands before the room; `?noted=` with its sign confirms it.

    Not before those who moderate the room: they are needed at once and know what is shown.
    """
    sign = sign_of(room)
    if not sign or rules.may_moderate(actor, room):
        return False
    known = list(request.session.get(REMEMBERED, []))
    if sign not in known and request.GET.get("noted") == sign:
        known = request.session[REMEMBERED] = [*known, sign][-MOST:]
    return sign not in known


def sign_of(room: Room) -> str:
    """Stands for the session and the words of its note; empty without one."""
    note = room.session.content_note if room.session else ""
    return hashlib.sha256(f"{room.session_id}:{note}".encode()).hexdigest()[:16] if note else ""

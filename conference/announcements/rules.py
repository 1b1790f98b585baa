"""May she? About announcements."""

from __future__ import annotations

from conference.announcements.models import Announcement
from conference.rooms import rules as rooms
from core.actor import Actor
from core.errors import NotFound


def may_move(actor: Actor, announcement: Announcement) -> bool:
    if announcement.room is not None and not rooms.may_enter(actor, announcement.room):
        raise NotFound
    return True

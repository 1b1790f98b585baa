"""Rooms hold nothing of persons."""

from __future__ import annotations

from conference.rooms.models import Recording, Room, StageSource
from core import privacy

privacy.table(Room, retention="with its session", why_not="a place, no person")
privacy.table(StageSource, retention="with its room or place", why_not="an address of a stream, no person")
privacy.table(Recording, retention="as the speakers agreed", why_not="an address of a film, no person of ours")

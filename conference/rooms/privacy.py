"""Rooms hold nothing of persons."""

from __future__ import annotations

from conference.rooms.models import Room, StageSource
from core import privacy

privacy.table(Room, retention="with its session", why_not="a place, no person")
privacy.table(StageSource, retention="with its room or place", why_not="an address of a stream, no person")

"""A time of Mira's, and Ada who books it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from networking.chats.models import Chat
from networking.mentors.models import Slot
from tests.factories import World, do
from tests.networking.stage import MORNING

SOON = MORNING + timedelta(hours=2)


def book(world: World, slot: Slot, **fields: Any) -> Chat:
    return Chat.objects.get(pk=do(world.ada, "chat.book", slot=slot.pk, **fields)["chat"])

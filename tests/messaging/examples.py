"""One good example for each command about files and typing."""

from __future__ import annotations

from typing import Any

from core.payload import Uploaded
from messaging.models import Thread
from tests.factories import World, room_of

PDF = b"%PDF-1.7\n%%EOF\n"


def _thread(world: World) -> dict[str, Any]:
    return {"thread": Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk}


EXAMPLES = {
    "message.attach": (lambda world: {**_thread(world), "file": Uploaded("slides.pdf", PDF)}, "bob"),
    "message.typing": (_thread, "bob"),
}

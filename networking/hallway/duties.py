"""What the hallway does by itself. Safe to run twice."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from core.duties import duty
from core.unit import unit_of_work
from networking.hallway import actions

KEPT = timedelta(days=30)  # as the texts of chats for two


@duty("hallway.send_home", seconds=60)
def send_home() -> int:
    with unit_of_work():
        return actions.send_home(clock.now())


@duty("hallway.forget", seconds=3600)
def forget() -> int:
    with unit_of_work():
        return actions.forget(clock.now() - KEPT)

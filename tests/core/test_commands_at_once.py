"""Commands that come at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections

from core.dispatch import Caller, dispatch
from core.errors import Refusal
from messaging.models import Message, Thread
from tests.factories import World, make_world, room_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def test_the_same_command_ten_times_at_once_happens_once(world: World) -> None:
    thread = Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk
    client_id = str(uuid4())
    data = {"thread": thread, "text": "Only once"}

    def send(_: int) -> object:
        try:
            return dispatch("message.post", data, Caller(world.bob.pk), client_id)["message"]
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(send, range(10)))
    assert Message.objects.filter(text="Only once").count() == 1
    assert answers == {Message.objects.get(text="Only once").pk}

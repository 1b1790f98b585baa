"""The fast path says exactly what the plain way says, and is not there where uvicorn is another than we know."""

from __future__ import annotations

import json

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import override_settings
from websockets.frames import Frame, Opcode

from conference.rooms.models import Room
from realtime import direct, sockets
from realtime.line import text_message
from tests import factories
from tests.conference import stage
from tests.conftest import LiveServer
from tests.factories import World
from tests.realtime.test_socket import open_line

MANY = 5


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_a_frame_is_what_the_library_would_send(size: int) -> None:
    text = "é" * (size // 2) + "x" * (size % 2)
    assert direct.frame_of(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("on", [True, False])
async def test_the_room_hears_the_same_in_order_with_answers_between(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, on: bool
) -> None:
    monkeypatch.setattr(settings, "FAST_SOCKETS", on)
    world: World = await sync_to_async(factories.make_world)()
    room: Room = await sync_to_async(stage.room)(world.congress)
    thread = await sync_to_async(stage.thread)(room)
    ada = await open_line(live_server, world.ada)
    await ada.send(op="subscribe", id=1, stream=room.stream, after=0)
    await ada.until(op="subscribed")
    await ada.until(op="signal")
    assert [one.direct is not None for one in sockets.open_ones] == [on]
    for number in range(MANY):
        await sync_to_async(factories.do)(world.bob, "message.post", thread=thread.pk, text=f"line {number}")
        assert (await ada.until(op="event"))["data"]["text"] == f"line {number}"
        await ada.send(op="ping")
        await ada.until(op="pong")
    await ada.socket.close()


@override_settings(FAST_SOCKETS=True)
def test_another_server_or_another_uvicorn_goes_the_plain_way() -> None:
    class Stranger:
        async def send(self, message: object) -> None: ...

    assert direct.of(Stranger().send) is None
    assert direct.of(lambda message: None) is None


def test_a_full_transport_takes_the_plain_way() -> None:
    class Full:
        disconnected = close_sent = False
        transport = None

        class writable:  # noqa: N801  as uvicorn calls it
            @staticmethod
            def is_set() -> bool:
                return False

    assert not direct.Direct(Full()).write(text_message(json.dumps({"op": "event"})))

"""The peer: a room as the tutorial of Channels builds it: one group_send a message, a layer channel a consumer.

Settings come from the environment: FANOUT_LAYER is memory, core or pubsub, FANOUT_REDIS the address for the last two.
Capacities are raised so that nothing is dropped, and the client's pool so that nobody is refused.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django
from django.conf import settings

HOST = {"address": os.environ.get("FANOUT_REDIS", ""), "max_connections": 20_000, "socket_timeout": None}
LAYERS: dict[str, dict[str, Any]] = {
    "memory": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}},
    "core": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [HOST], "capacity": 10_000},
    },
    "pubsub": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [HOST]}},
}
settings.configure(
    SECRET_KEY="not a secret: this process serves a benchmark on loopback",
    CHANNEL_LAYERS={"default": LAYERS[os.environ.get("FANOUT_LAYER", "memory")]},
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402


class Room(AsyncWebsocketConsumer):  # type: ignore[misc]
    async def connect(self) -> None:
        await self.channel_layer.group_add("room", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard("room", self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        await self.channel_layer.group_send("room", {"type": "chat.message", "message": json.loads(text_data or "")})

    async def chat_message(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps({"message": event["message"]}))


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws", Room.as_asgi())])})

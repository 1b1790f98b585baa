"""The socket at /ws: follows streams and takes commands. Every frame is described in docs/protocol.md."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import random
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from core import throttle
from core.dispatch import Caller, dispatch
from core.errors import Refusal, Unavailable
from realtime import hub as hubs
from realtime import presence, pulse
from realtime.frames import encode
from realtime.line import Line, Message, text_message
from realtime.threads import in_thread

logger = logging.getLogger(__name__)
VERSION = 1
AWAY = Unavailable("server.failed", "That did not work here. What you wrote is kept; try again soon.")
MOST_STREAMS = 20
MOST_BYTES = 64 * 1024
SIGNED_OUT, TOO_SLOW, TOO_BIG, RESTART = 4401, 4408, 1009, 1012
PRESENT_IN = {"room"}

_open: set[Consumer] = set()


class Consumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One open page. Deliveries bypass Channels' dispatch (36-50 % of its cost); commands go through the pool."""

    channel_layer_alias = None

    async def connect(self) -> None:
        user = self.scope.get("user")
        await self.accept()
        if user is None or not user.is_authenticated:
            await self.close(SIGNED_OUT)
            return
        self.person_id: int = user.pk
        self.session_digest = digest_of(self.scope["session"].session_key or "")
        # Who lags too far comes back with its position and misses nothing.
        self.line = Line(self.base_send, lambda: self._close_soon(TOO_SLOW))
        self.followed: set[str] = set()
        self.hub = await hubs.of_this_process()
        self.presence = presence.of(self.hub)
        pulse.of(self.hub)
        _open.add(self)
        await self.hub.subscribe(self, f"user:{self.person_id}", None, "")
        # Whoever signed out between the handshake and the line above was not heard by the hub
        if not await in_thread(self.scope["session"].exists, self.scope["session"].session_key):
            self._close_soon(SIGNED_OUT)
            return
        self.offer(encode(self._hello()))

    def _hello(self) -> dict[str, Any]:
        retry = {"min": 0.5, "max": 10.0, "first": round(random.uniform(0, 2), 2)}  # noqa: S311  spread, not secrecy
        return {"op": "hello", "v": VERSION, "ping": settings.SOCKET_PING_SECONDS, "retry": retry}

    async def disconnect(self, code: int) -> None:
        if not hasattr(self, "followed"):
            return
        _open.discard(self)
        self.line.cut()
        for name in [*self.followed, f"user:{self.person_id}"]:
            await self._leave(name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if not hasattr(self, "followed"):
            return
        if text_data is None or len(text_data) > MOST_BYTES:
            self._close_soon(TOO_BIG)
            return
        try:
            frame = json.loads(text_data, parse_constant=_no_constant)
            operation = OPERATIONS[frame["op"]]
        except (ValueError, RecursionError, KeyError, TypeError):
            self.offer(
                encode({"op": "error", "id": None, "code": "frame.unknown", "text": "We do not know this frame."})
            )
            return
        try:
            await operation(self, frame)
        except Exception:
            # One broken answer must not take the whole line down (a close with 1011 tells a page nothing)
            logger.exception("socket.operation_failed")
            self.offer(encode({"op": "error", "id": frame.get("id"), **AWAY.as_dict()}))

    # -- what the hub asks of a reader

    def deliver(self, stream: str, last_seq: int, message: Message) -> None:
        self.line.put(message)

    def tell(self, message: Message) -> None:
        self.line.put(message)

    def lose(self, stream: str) -> None:
        self.followed.discard(stream)
        self.presence.leave(self, stream)
        self.offer(encode({"op": "refused", "id": None, "stream": stream, "code": "stream.unknown"}))

    def end_session(self, digest: str) -> None:
        if digest == self.session_digest:
            self._close_soon(SIGNED_OUT)

    # -- operations of a client

    def offer(self, text: str) -> None:
        self.line.put(text_message(text))

    async def subscribe(self, frame: dict[str, Any]) -> None:
        name, after, epoch = frame.get("stream"), frame.get("after"), frame.get("epoch")
        answer = {"id": frame.get("id"), "stream": name}
        if not isinstance(name, str) or len(name) > 80 or not _is_position(after):
            self.offer(encode({"op": "refused", **answer, "code": "stream.unknown"}))
            return
        if len(self.followed) >= MOST_STREAMS:
            self.offer(encode({"op": "refused", **answer, "code": "stream.too_many"}))
            return
        if not await self.hub.source.may_read(self.person_id, name):
            self.offer(encode({"op": "refused", **answer, "code": "stream.unknown"}))
            return
        await self._join(name, after, str(epoch or ""), answer)

    async def _join(self, name: str, after: int | None, epoch: str, answer: dict[str, Any]) -> None:
        self.offer(encode({"op": "subscribed", **answer, "after": after}))
        at = await self.hub.subscribe(self, name, after, epoch)
        # Rights may have gone while we joined: the hub asks again only those who are in already.
        if not await self.hub.source.may_read(self.person_id, name):
            await self.hub.unsubscribe(self, name)
            self.offer(encode({"op": "refused", **answer, "code": "stream.unknown"}))
            return
        if name not in self.followed:
            self.followed.add(name)
            self._enter(name)
        if at is None:
            topic = self.hub.topics[name]
            self.offer(encode({"op": "resync", "stream": name, "head": topic.head, "epoch": topic.epoch}))

    def _enter(self, name: str) -> None:
        if name.partition(":")[0] in PRESENT_IN:
            self.presence.enter(self, name)
            here = {"here": self.presence.step(name)}
            self.offer(encode({"op": "signal", "stream": name, "type": "presence", "data": here}))

    async def unsubscribe(self, frame: dict[str, Any]) -> None:
        if frame.get("stream") in self.followed:
            self.followed.discard(frame["stream"])
            await self._leave(frame["stream"])

    async def _leave(self, name: str) -> None:
        await self.hub.unsubscribe(self, name)
        if name.partition(":")[0] in PRESENT_IN:
            self.presence.leave(self, name)

    async def command(self, frame: dict[str, Any]) -> None:
        answer = {"id": frame.get("id")}
        caller = Caller(self.person_id, self._address())
        try:
            result = await in_thread(
                dispatch, str(frame.get("name")), frame.get("data"), caller, frame.get("client_id")
            )
        except Refusal as refusal:
            self.offer(encode({"op": "error", **answer, **refusal.as_dict()}))
        else:
            self.offer(encode({"op": "ack", **answer, "result": result}))

    async def ping(self, frame: dict[str, Any]) -> None:
        self.offer(encode({"op": "pong"}))

    def _address(self) -> str | None:
        forwarded: str = dict(self.scope["headers"]).get(b"x-forwarded-for", b"").decode("latin1")
        direct = (self.scope.get("client") or [""])[0]
        return throttle.counted_address(forwarded, str(direct or ""))

    # -- leaving

    def restart(self) -> None:
        """This process ends: come back, each at a moment of its own, or all would knock at once.

        A frame says when, for not every server lets the reason of a close through, nor its code: behind Daphne a
        client sees 1006 for 1012.
        """
        after = round(random.uniform(0.5, 5), 1)  # noqa: S311  spread
        self._close_soon(RESTART, encode({"op": "away", "retry_after": after}))

    def _close_soon(self, code: int, parting: str = "") -> None:
        close = {"type": "websocket.close", "code": code}
        self.line.end(*([text_message(parting)] if parting else []), close)


OPERATIONS = {
    "subscribe": Consumer.subscribe,
    "unsubscribe": Consumer.unsubscribe,
    "command": Consumer.command,
    "ping": Consumer.ping,
}


async def send_all_away(seconds: float) -> None:
    """Close the sockets of this process with 1012; returns when all have gone, or after `seconds`."""
    open_ones = list(_open)
    for consumer in open_ones:
        consumer.restart()
    if waiting := {consumer.line.task for consumer in open_ones if consumer.line.task is not None}:
        await asyncio.wait(waiting, timeout=seconds)


def digest_of(session_key: str) -> str:
    """A session as it may stand in an event: enough to find its sockets, useless to take it over."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def _is_position(after: Any) -> bool:
    return after is None or (isinstance(after, int) and not isinstance(after, bool) and 0 <= after < 2**63)


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")

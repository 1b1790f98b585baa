"""The socket at /ws: follows streams and takes commands. Every frame is described in docs/protocol.md.

A plain ASGI application: Channels' consumers hop to a thread before each frame, which here would be once a second and
socket for the acknowledgements alone.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from typing import Any

from django.conf import settings

from realtime import direct, entrance, hubs, presence, sockets
from realtime.closing import RESTART, SIGNED_OUT, TOO_SLOW, TRY_AGAIN
from realtime.entrance import TurnedAway, Visitor
from realtime.frames import Look, encode
from realtime.hub import Hub
from realtime.inbox import Inbox
from realtime.incoming import Frame
from realtime.line import Line, Message, text_message
from realtime.log import Position
from realtime.topics import GONE, NOT_TAKEN, WAITS

logger = logging.getLogger(__name__)
VERSION = 1
ACK_EVENTS = 64
SOCKETS_A_SECOND = 500  # acknowledgements in quiet rooms that a process asks for at most
LAST_SECONDS = 3.0  # for a close to get through


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """ASGI: one call is one socket."""
    await Consumer(scope, receive, send).serve()


class Consumer:
    """One open page: what the hub knows as a reader."""

    def __init__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        # Who lags too far comes back with its position and misses nothing.
        self.line = Line(send, self.lag, self._freed, self._lost)
        self.followed: set[str] = set()
        self.person_id = 0
        self.look = Look()
        self.heard_at = time.monotonic()
        self.visitor: Visitor | None = None
        self.hub: Hub
        self.direct: direct.Direct | None = None
        self.limited = False
        self._serving: asyncio.Task[None] | None = None
        self._leaving = False
        self.inbox = Inbox()

    # -- from handshake to end

    async def serve(self) -> None:
        if (await self.receive())["type"] != "websocket.connect":
            return
        await self.send({"type": "websocket.accept"})
        self.direct = direct.of(self.send)
        self._serving = asyncio.current_task()
        try:
            await self._come_in()
            await self._listen()
        except asyncio.CancelledError:
            if not self._leaving or self._serving is None:
                raise
            self._serving.uncancel()  # we ended it ourselves: its client reads no more, not even a close
        finally:
            self._leave_all()
            self.line.cut()

    async def _come_in(self) -> None:
        """Let the visitor in, or say why not and go on to the end of the line."""
        if sockets.ending.is_set():
            self.restart(sockets.SHORTEST_SPREAD)
            return
        try:
            self.hub = await hubs.of_this_process()
            self.presence = presence.of(self.hub)
            self.door = entrance.of(self.hub)
            visitor = await self.door.admit(self.scope)
            if isinstance(visitor, Visitor):
                await self._settle_in(visitor)
            elif isinstance(visitor, TurnedAway):
                self.close_soon(visitor.code, visitor.retry_after)
            else:
                self.close_soon(SIGNED_OUT)
        except Exception:
            logger.warning("socket.nobody_can_come_in", exc_info=logger.isEnabledFor(logging.DEBUG))
            self.close_soon(TRY_AGAIN, round(random.uniform(1, 5), 1))  # noqa: S311  spread

    async def _settle_in(self, visitor: Visitor) -> None:
        self.visitor, self.person_id, self.look = visitor, visitor.person_id, visitor.look
        self.limited = visitor.limits is not None
        sockets.open_ones.add(self)
        self.hub.rounds.add(sockets.send_the_silent_away)
        await self.hub.subscribe(self, self.own, None, "")
        if self._leaving:
            return  # sent away meanwhile, and so from her own stream too
        self.hub.delivery.unasked(self.hub.topics[self.own].follows[self])
        # Whoever signed out between the handshake and the line above was not heard by the hub
        if await self.door.still_signed_in(visitor):
            self.offer(encode(self._hello()))
        else:
            self.close_soon(SIGNED_OUT)

    @property
    def own(self) -> str:
        return f"user:{self.person_id}"

    def _hello(self) -> Frame:
        retry = {"min": 0.5, "max": 10.0, "first": round(random.uniform(0, 2), 2)}  # noqa: S311  spread, not secrecy
        return {"op": "hello", "v": VERSION, "ping": settings.SOCKET_PING_SECONDS, "retry": retry, "ack": _ack()}

    async def _listen(self) -> None:
        while (message := await self.receive())["type"] == "websocket.receive":
            if self.visitor is not None:  # else we said goodbye already
                await self.inbox.take(self, message)

    def _leave_all(self) -> None:
        """Nothing is delivered here any more; safe to call twice."""
        if self.visitor is None:
            return
        visitor, self.visitor = self.visitor, None
        self.door.left(visitor)
        sockets.open_ones.discard(self)
        self.inbox.clear()
        for name in [*self.followed, self.own]:
            self.leave(name)
        self.followed.clear()

    def leave(self, name: str) -> None:
        """Follow a stream no more."""
        self.hub.unsubscribe(self, name)
        if name.partition(":")[0] in presence.SHOWN_IN:
            self.presence.leave(self, name)

    # -- what the hub asks of a reader

    def busy(self) -> bool:
        return self.line.task is not None

    def deliver(self, stream: str, last_seq: int, message: Message) -> int:
        line = self.line
        if line.task is not None:
            return NOT_TAKEN
        if self.limited and not self.may_follow(stream):
            return GONE  # she is not told, and lacks nothing of what she may hear
        if self.direct is not None and self.direct.write(message):
            return GONE
        line.put(message)
        return GONE if line.task is None else WAITS

    def may_follow(self, stream: str) -> bool:
        """A limited session follows some kinds of streams only, and hears nothing else of her own."""
        limits = self.visitor.limits if self.visitor else None
        return limits is None or stream.partition(":")[0] in limits.streams

    def tell(self, message: Message) -> None:
        self.line.put(message)

    def lose(self, stream: str) -> None:
        self.followed.discard(stream)
        self.presence.leave(self, stream)
        self.offer(encode({"op": "refused", "id": None, "stream": stream, "code": "stream.unknown"}))

    def start_over(self, stream: str, at: Position) -> None:
        self.offer(encode({"op": "resync", "stream": stream, "head": at.head, "epoch": at.epoch}))

    def lag(self) -> None:
        self.close_soon(TOO_SLOW)

    def end_session(self, digest: str) -> None:
        if self.visitor is not None and digest == self.visitor.session_digest:
            self.close_soon(SIGNED_OUT)

    def _freed(self) -> None:
        if self.visitor is not None:
            self.hub.freed(self, [*self.followed, self.own])

    def _lost(self) -> None:
        """Something was not sent. Mostly nobody is there any more; who is comes back and gets it."""
        self.close_soon(TRY_AGAIN)

    def offer(self, text: str) -> None:
        """An answer to this one client."""
        self.line.put(text_message(text))

    # -- leaving

    def restart(self, over: float) -> None:
        """This process ends: come back, each at a moment of its own within so many seconds, or all would knock at once.

        A frame says when, for not every server lets the reason of a close through.
        """
        self.close_soon(RESTART, round(0.5 + random.uniform(0, over), 2))  # noqa: S311  spread

    def close_soon(self, code: int, retry_after: float | None = None) -> None:
        """Say goodbye, with the time to come back; who does not hear it is left alone after `LAST_SECONDS`."""
        if self._leaving:
            return
        self._leaving, self.direct = True, None
        self._leave_all()
        parting = [] if retry_after is None else [text_message(encode({"op": "away", "retry_after": retry_after}))]
        self.line.end(*parting, {"type": "websocket.close", "code": code})
        if self._serving is not None:
            asyncio.get_running_loop().call_later(LAST_SECONDS, self._serving.cancel)


def _ack() -> Frame:
    """How often to acknowledge. A process with thousands of sockets would spend a quarter of itself on hearing it."""
    crowd = len(sockets.open_ones) / SOCKETS_A_SECOND
    return {"events": ACK_EVENTS * (2 if crowd > 1 else 1), "seconds": min(10, max(1, round(crowd)))}

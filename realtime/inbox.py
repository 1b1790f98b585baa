"""What one page sends: counted, read, and what asks the database done one after the other."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from core.errors import Unavailable
from realtime import incoming, operations
from realtime.closing import BINARY, LATER_SECONDS, TOO_BIG, TOO_MANY
from realtime.frames import encode
from realtime.incoming import Frame
from realtime.line import Message

if TYPE_CHECKING:
    from realtime.consumer import Consumer

logger = logging.getLogger(__name__)
AWAY = Unavailable("server.failed", "That did not work here. What you wrote is kept; try again soon.")
MOST_BYTES = 64 * 1024
MOST_WORK = 64  # frames of one socket that wait for their turn; then its next is not read
MOST_FRAMES = 1000  # of one socket in a second: a page sends a few, an acknowledgement for each 64 events included


class Inbox:
    """Of one socket. It is given its page each time: who holds one another stays in memory until collected."""

    def __init__(self) -> None:
        self._frames = 0  # since `_second` began
        self._second = 0.0
        self._work: deque[Frame] = deque()
        self._working: asyncio.Task[None] | None = None

    async def take(self, page: Consumer, message: Message) -> None:
        page.heard_at = time.monotonic()
        if self._floods(page.heard_at):
            page.close_soon(TOO_MANY, LATER_SECONDS)
            return
        frame = _read(page, message)
        if frame is None:
            return
        if frame["op"] == "seen":
            operations.seen(page, frame)
        elif frame["op"] == "ping":
            operations.ping(page)
        else:
            await self._queue(page, frame)

    def clear(self) -> None:
        """What waits is not done any more."""
        self._work.clear()

    def _floods(self, now: float) -> bool:
        """Whether this client sends more than any page would: what it costs, the others of the process pay."""
        if now - self._second >= 1:
            self._frames, self._second = 0, now
        self._frames += 1
        return self._frames > MOST_FRAMES

    async def _queue(self, page: Consumer, frame: Frame) -> None:
        """What asks the database is done one after the other, while acknowledgements and pings go on."""
        self._work.append(frame)
        if self._working is None:
            self._working = asyncio.create_task(self._work_off(page))
        elif len(self._work) > MOST_WORK:
            await self._working

    async def _work_off(self, page: Consumer) -> None:
        while self._work:
            frame = self._work.popleft()
            try:
                await operations.BY_NAME[frame["op"]](page, frame)
            except Exception:
                # One broken answer must not take the whole line down (a close with 1011 tells a page nothing)
                logger.exception("socket.operation_failed")
                about = {"stream": frame["stream"]} if frame["op"] == "subscribe" else {}
                page.offer(encode({"op": "error", "id": frame.get("id"), **about, **AWAY.as_dict()}))
        self._working = None


def _read(page: Consumer, message: Message) -> Frame | None:
    """The frame, when it is one we know; else it has been answered."""
    text = message.get("text")
    if text is None or len(text) > MOST_BYTES:
        page.close_soon(BINARY if text is None else TOO_BIG)
        return None
    frame = incoming.frame(text)
    if frame is not None and frame["op"] in operations.BY_NAME:
        return frame
    page.offer(encode({"op": "error", "id": None, "code": "frame.unknown", "text": "We do not know this frame."}))
    return None

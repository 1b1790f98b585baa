"""The way out of one socket: as fast as the server takes it, and with an end to what may pile up.

A server's `send` mostly finishes without ever waiting. Making a task of it, or waking one, costs more than the sending
(design: 21.8 against 11.7 ms of CPU per 1,000 deliveries), so it is stepped by hand; only a `send` that really waits
gets a task, and nobody else waits with it.
"""

from __future__ import annotations

import asyncio
import logging
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any

logger = logging.getLogger(__name__)
# What may wait behind one slow `send`: answers and signals. Events do not wait here, their reader is behind then.
MOST_OWED = 256

Message = dict[str, Any]  # of ASGI; shared by all the sockets it goes to, so nobody changes it
Sending = Coroutine[Any, Any, None]


def _nobody() -> None:
    """Whom to tell once the line is cut."""


def text_message(text: str) -> Message:
    return {"type": "websocket.send", "text": text}


class Line:
    """One per socket. `overflow` is called when more than `most` messages wait behind one that does not get through,
    `freed` when all that waited has gone out, `lost` when the server did not send something: mostly the client is gone,
    but a line that stayed open after it would be deaf."""

    __slots__ = ("_ended", "_freed", "_lost", "_most", "_overflow", "_owed", "_send", "task")

    def __init__(
        self,
        send: Callable[[Message], Sending],
        overflow: Callable[[], None],
        freed: Callable[[], None],
        lost: Callable[[], None],
        most: int = MOST_OWED,
    ) -> None:
        self._send = send
        self._overflow = overflow
        self._freed = freed
        self._lost = lost
        self._most = most
        self._owed: deque[Message] = deque()
        self._ended = False
        self.task: asyncio.Task[None] | None = None  # there while a `send` waits

    def put(self, message: Message) -> None:
        """Send it now, or after what is under way. Never blocks."""
        if self._ended:
            return
        if self.task is None:
            self._step(message)
        elif len(self._owed) < self._most:
            self._owed.append(message)
        else:
            self._overflow()

    def end(self, *last: Message) -> None:
        """Forget what is owed; these are the last messages."""
        if self._ended:
            return
        self._ended = True
        self._owed.clear()
        for message in last:
            if self.task is None:
                self._step(message)
            else:
                self._owed.append(message)

    def cut(self) -> None:
        """The other side is gone: nothing is sent any more, and nobody is told.

        Its owner holds the line; who held each other would wait for the collector, which comes by in half an hour.
        """
        self._ended = True
        self._owed.clear()
        self._overflow = self._freed = self._lost = _nobody
        if self.task is not None:
            self.task.cancel()
            self.task = None  # a task that never began to run would not say so itself

    def _step(self, message: Message) -> None:
        sending = self._send(message)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return
        except Exception:
            self._failed()
        else:
            self.task = asyncio.get_running_loop().create_task(self._finish(sending, waits_for))

    async def _finish(self, sending: Sending, waits_for: Any) -> None:
        try:
            await _rest(sending, waits_for)
            while self._owed:
                await self._send(self._owed.popleft())
        except Exception:
            self.task = None
            self._failed()
        finally:
            self.task = None
        if not self._ended:
            self._freed()

    def _failed(self) -> None:
        """Not sent: what comes after it must not be sent either. `lost` may still try to say goodbye."""
        self._owed.clear()
        if not self._ended:
            logger.info("line.lost", exc_info=logger.isEnabledFor(logging.DEBUG))
            self._lost()
        self._ended = True


@types.coroutine
def _rest(sending: Sending, waits_for: Any) -> Generator[Any, None, None]:
    """What is left of a coroutine that was stepped once and then asked to wait: hands its questions to the task."""
    while True:
        try:
            yield waits_for
        except BaseException as problem:
            error: BaseException | None = problem
        else:
            error = None
        try:
            waits_for = sending.send(None) if error is None else sending.throw(error)
        except StopIteration:
            return

"""The way out of one socket: no task while the server keeps up, an order, and an end to what may pile up."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest

from realtime.line import Line, Message, text_message


class Server:
    """The sending side of a server whose client reads, stops reading, or goes."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.writable = asyncio.Event()
        self.writable.set()
        self.gone = False
        self.refuses = ""

    async def send(self, message: Message) -> None:
        await self.writable.wait()
        if self.gone:
            raise OSError("gone")
        if self.refuses and message.get("text") == self.refuses:
            raise ValueError(self.refuses)
        self.sent.append(str(message.get("text", message["type"])))


def line_of(server: Server, most: int = 3) -> tuple[Line, list[str]]:
    overflows: list[str] = []
    line = Line(server.send, lambda: overflows.append("overflow"), lambda: None, lambda: overflows.append("lost"), most)
    return line, overflows


def put(line: Line, *texts: str) -> None:
    for text in texts:
        line.put(text_message(text))


async def drained(line: Line) -> None:
    if line.task is not None:
        await line.task


async def test_what_the_server_takes_at_once_needs_no_task() -> None:
    server = Server()
    line, _ = line_of(server)
    put(line, "a", "b")
    assert server.sent == ["a", "b"]
    assert line.task is None


async def test_what_waits_goes_out_in_order_and_then_the_line_is_quick_again() -> None:
    server = Server()
    line, overflows = line_of(server)
    server.writable.clear()
    put(line, "a", "b", "c")
    assert server.sent == []
    server.writable.set()
    put(line, "d")
    await drained(line)
    assert server.sent == ["a", "b", "c", "d"]
    put(line, "e")
    assert (line.task, server.sent[-1], overflows) == (None, "e", [])


async def test_a_server_may_wait_more_than_once_in_one_message() -> None:
    sent = []

    async def send(message: Message) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        sent.append(message["text"])

    line = Line(send, lambda: None, lambda: None, lambda: None)
    put(line, "a", "b")
    await drained(line)
    assert sent == ["a", "b"]


async def test_more_than_may_be_owed_is_an_overflow_and_the_last_word_still_comes() -> None:
    server = Server()
    line, overflows = line_of(server, most=2)
    server.writable.clear()
    put(line, "under way", "b", "c")
    assert overflows == []
    put(line, "d")
    assert overflows == ["overflow"]
    line.end({"type": "websocket.close", "code": 4408})
    put(line, "too late")
    server.writable.set()
    await drained(line)
    assert server.sent == ["under way", "websocket.close"]


async def test_an_end_on_a_free_line_goes_out_at_once() -> None:
    server = Server()
    line, _ = line_of(server)
    line.end(text_message("away"), {"type": "websocket.close"})
    line.end(text_message("again"))
    assert server.sent == ["away", "websocket.close"]


async def test_a_client_that_is_gone_ends_the_line_quietly() -> None:
    server = Server()
    line, heard = line_of(server)
    server.writable.clear()
    put(line, "a", "b")
    server.gone = True
    server.writable.set()
    await drained(line)
    put(line, "c")
    assert (server.sent, line.task, heard) == ([], None, ["lost"])

    straight, heard = line_of(server)
    put(straight, "a")
    server.gone = False
    put(straight, "b")
    assert (server.sent, heard) == ([], ["lost"])


@pytest.mark.parametrize("waits", [False, True])
async def test_a_line_that_could_not_send_something_still_says_goodbye(waits: bool) -> None:
    """The server would not send one message, but the client is there: without a close it would wait for ever."""
    server = Server()
    line = Line(server.send, lambda: None, lambda: None, lambda: line.end({"type": "websocket.close"}))
    server.refuses = "too long"
    if waits:
        server.writable.clear()
    put(line, "too long", "what came after")
    server.writable.set()
    await drained(line)
    put(line, "later")
    assert (server.sent, line.task) == (["websocket.close"], None)


async def test_a_cut_line_stops_what_is_under_way() -> None:
    server = Server()
    line, _ = line_of(server)
    server.writable.clear()
    put(line, "a", "b")
    task = line.task
    assert task is not None
    line.cut()
    await asyncio.wait({task})
    assert task.cancelled()
    server.writable.set()
    put(line, "c")
    assert (server.sent, line.task) == ([], None)


async def test_who_was_cut_is_gone_at_once_and_does_not_wait_for_the_collector() -> None:
    class Page:
        def __init__(self) -> None:
            self.line = Line(Server().send, self.said, self.said, self.said)

        def said(self) -> None: ...

    page = Page()
    gone = weakref.ref(page)
    page.line.cut()
    gc.disable()
    try:
        del page
        assert gone() is None
    finally:
        gc.enable()

"""People in a room who write down what they sent, what was acknowledged and what they saw.

A client follows docs/protocol.md like the page does: it resumes after its position, backs off as it was told, resends
what was not answered under the same client_id, and acknowledges what it has applied.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
import websockets
from websockets.asyncio.client import ClientConnection
from websockets.typing import Origin

from tests.faults.checker import History, Seen
from tests.faults.product import Product

Frame = dict[str, Any]
LEAVES_SOCKETS = pytest.mark.filterwarnings(  # of clients that were cut in the middle of a handshake
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
BEAT = 0.5
COME_TOGETHER = 50  # of a crowd that enters: the storm is when they come back


class Person:
    """One client. `run` lives until it is cancelled, over as many connections as it takes."""

    def __init__(self, product: Product, name: str, cookie: str, history: History, port: int = 0) -> None:
        self.product, self.name, self.cookie, self.history = product, name, cookie, history
        self.port = port or product.port
        self.after: int | None = None
        self.epoch = ""
        self.waiting: dict[str, asyncio.Future[None]] = {}  # text -> answered
        self.ids: dict[str, str] = {}  # text -> client_id
        self.numbers: dict[int, str] = {}  # id of a frame -> text
        self.joined = asyncio.Event()
        self.closes: list[int] = []
        self.connections = 0
        self.refusals: list[str] = []
        self.restarts = 0  # how often it was told to begin anew, as nobody ever should be who lags a thousand at most
        self.tell: Callable[[str], None] = lambda text: None
        self.pace = 0.0  # seconds that it takes to show one event
        self.every = 20.0  # seconds between two pings
        self.here = ""  # the last word about how many are there
        self.told_to_wait: list[float] = []
        self._socket: ClientConnection | None = None
        self._away = 0.0
        self._number = 0
        self.owes = 0  # events applied and not yet acknowledged

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                await self._line()
                failures = 0
            except (OSError, websockets.WebSocketException, TimeoutError):
                failures += 1
            self._socket = None
            self.joined.clear()
            pause = (
                self._away * random.uniform(0.5, 1.5)
                if self._away
                else random.uniform(0.2, min(2.0, 0.3 * 2**failures))
            )
            self._away = 0.0
            await asyncio.sleep(pause)

    async def _line(self) -> None:
        headers = {"Cookie": self.cookie}
        async with websockets.connect(
            f"ws://127.0.0.1:{self.port}/ws",
            origin=Origin(self.product.url if self.port == self.product.port else f"http://127.0.0.1:{self.port}"),
            additional_headers=headers,
            open_timeout=20,
            ping_interval=5,
            ping_timeout=8,
            compression=None,
        ) as socket:
            self._socket = socket
            self.connections += 1
            beat = asyncio.create_task(self._beat())
            try:
                while True:
                    await self._hear(json.loads(await socket.recv()))
            except websockets.ConnectionClosed as closed:
                self.closes.append(closed.rcvd.code if closed.rcvd else 1006)
                raise
            finally:
                beat.cancel()

    async def _beat(self) -> None:
        """Acknowledge what is owed, and be heard as often as the server asks for."""
        heard = time.monotonic()
        while True:
            await asyncio.sleep(BEAT)
            if self.owes:
                await self._acknowledge()
            if time.monotonic() - heard > self.every:
                heard = time.monotonic()
                await self._send({"op": "ping"})

    async def _send(self, frame: Frame) -> None:
        if self._socket is not None:
            with suppress(websockets.ConnectionClosed):
                await self._socket.send(json.dumps(frame))

    async def _acknowledge(self) -> None:
        self.owes = 0
        await self._send({"op": "seen", "stream": self.product.stream, "seq": self.after})

    async def _hear(self, frame: Frame) -> None:
        match frame["op"]:
            case "hello":
                self.every = float(frame["ping"])
                await self._subscribe()
            case "subscribed":
                self.joined.set()
                for text in list(self.waiting):
                    await self._command(text)
            case "event":
                await self._apply(frame)
            case "events":
                for event in frame["events"]:
                    await self._apply(event)
            case "away":
                self._away = float(frame["retry_after"])
                self.told_to_wait.append(self._away)
            case "signal" if frame["type"] == "presence":
                self.here = frame["data"]["here"]
            case "resync":
                self.restarts += 1
            case "error" if "stream" in frame:
                asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(self._subscribe()))
            case "ack" | "error":
                self._answered(frame)

    async def _subscribe(self) -> None:
        self._number += 1
        where = {"stream": self.product.stream, "after": self.after, "epoch": self.epoch}
        await self._send({"op": "subscribe", "id": self._number, **where})

    async def _apply(self, event: Frame) -> None:
        if self.after is not None and event["seq"] <= self.after:
            return
        if self.after is None:
            self.history.started[self.name] = event["seq"] - 1
        if self.pace:
            await asyncio.sleep(self.pace)
        self.after = event["seq"]
        self.owes += 1
        if self.owes >= 64:
            await self._acknowledge()
        if event["type"] == "message.posted":
            text = event["data"]["text"]
            self.history.seen.append(Seen(self.name, event["seq"], text))
            self.tell(text)

    def _answered(self, frame: Frame) -> None:
        text = self.numbers.get(frame["id"] or 0)
        answer = self.waiting.get(text or "")
        if text is None or answer is None:
            return
        if frame["op"] == "ack":
            self.history.acked.append(text)
            del self.waiting[text]
            answer.set_result(None)
        elif frame["code"] in {"database.away", "server.failed"}:
            self.refusals.append(frame["code"])
            asyncio.get_running_loop().call_later(0.5, lambda: asyncio.ensure_future(self._command(text)))
        else:
            answer.set_exception(AssertionError(f"refused: {frame}"))

    @property
    def begins_at(self) -> int:
        """The port of its line on this side."""
        return int(self._socket.local_address[1]) if self._socket is not None else 0

    def cut(self, away: float = 0.0) -> None:
        """The line is gone, without a word to the server, and comes back after about so many seconds."""
        self._away = away
        if self._socket is not None:
            self._socket.transport.abort()

    async def say(self, text: str) -> None:
        """Send a message; returns when it was acknowledged, however many cuts lie between."""
        self.history.sent.append(text)
        self.waiting[text] = asyncio.get_running_loop().create_future()
        self.ids[text] = str(uuid4())
        answer = self.waiting[text]
        await self._command(text)
        await answer

    async def _command(self, text: str) -> None:
        if not self.joined.is_set() or text not in self.waiting:
            return  # it goes when the line stands again
        self._number += 1
        self.numbers[self._number] = text
        data = {"thread": self.product.thread, "text": text}
        await self._send(
            {"op": "command", "id": self._number, "name": "message.post", "client_id": self.ids[text], "data": data}
        )


async def all_joined(people: list[Person], seconds: float) -> None:
    async with asyncio.timeout(seconds):
        await asyncio.gather(*(person.joined.wait() for person in people))


class Crowd:
    """Some who talk and listen, in one history."""

    def __init__(self, product: Product, count: int, port: int = 0) -> None:
        self.product = product
        self.history = History()
        self.after = head(product)
        self.people = [
            Person(product, f"p{number}", product.cookies[number % len(product.cookies)], self.history, port)
            for number in range(count)
        ]
        self._running: list[asyncio.Task[None]] = []
        self._changed = asyncio.Event()
        self._said = 0

    async def __aenter__(self) -> Crowd:
        for person in self.people:
            person.after = self.after
            person.tell = lambda text: self._changed.set()
            self.history.started[person.name] = self.after
            self.history.readers.add(person.name)
        try:
            for first in range(0, len(self.people), COME_TOGETHER):
                coming = self.people[first : first + COME_TOGETHER]
                self._running += [asyncio.create_task(person.run()) for person in coming]
                await all_joined(coming, 40)
        except TimeoutError:
            await self.__aexit__()  # or they would knock on through the next tests
            raise
        return self

    def add(self, person: Person) -> None:
        """One more who has to hear everything."""
        self.people.append(person)
        self.history.readers.add(person.name)
        self._running.append(asyncio.create_task(person.run()))

    async def __aexit__(self, *_: object) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def spread(self) -> None:
        """Until all processes hold some of them: what one has to tell the others is what breaks."""
        for _ in range(200):
            ports = {person.begins_at for person in self.people}
            if len(await asyncio.to_thread(self.product.holders, ports)) == int(self.product.environment["WORKERS"]):
                return
            self.people[-1].cut()
            await asyncio.sleep(0.5)  # it comes back by itself, to any of them
            await all_joined(self.people, 20)
        raise AssertionError("all came to one process")

    async def talk(self, count: int, every: float, speakers: int = 4, words: str = "") -> list[asyncio.Task[None]]:
        """Say so many things, one after the other by some in turn; the answers that are still owed."""
        owed = []
        for _ in range(count):
            self._said += 1
            speaker = self.people[self._said % min(speakers, len(self.people))]
            owed.append(asyncio.create_task(speaker.say(f"{id(self)}-{self._said}{words}")))
            await asyncio.sleep(every)
        return owed

    async def settled(self, owed: list[asyncio.Task[None]], seconds: float) -> None:
        """Wait until everything is acknowledged and seen by all, then write down what the log says."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*owed)
                while not self._all_seen():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(self._where_it_stands()) from None
        self.history.final = await asyncio.to_thread(log_after, self.product, self.after)

    def _where_it_stands(self) -> str:
        return "; ".join(
            f"{person.name} {'joined' if person.joined.is_set() else 'away'}, closes {person.closes}, after {person.after},"
            f" restarts {person.restarts},"
            f" refusals {person.refusals}, waits for {list(person.waiting)}"
            for person in self.people
        )

    def _all_seen(self) -> bool:
        acked = set(self.history.acked)
        return all(acked <= {one.text for one in self.history.of(person.name)} for person in self.people)


def head(product: Product) -> int:
    """Where the room's stream stands."""
    return int(_poll(product, "")["head"])


def log_after(product: Product, after: int) -> list[tuple[int, str]]:
    """What the log tells after a position: seq and text of messages."""
    found: list[tuple[int, str]] = []
    while events := _poll(product, f"?after={after}").get("events"):
        after = events[-1]["seq"]
        found += [(one["seq"], one["data"]["text"]) for one in events if one["type"] == "message.posted"]
    return found


def _poll(product: Product, query: str) -> Frame:
    request = urllib.request.Request(
        f"{product.url}/streams/{product.stream}{query}", headers={"Cookie": product.cookies[0]}
    )
    for _ in range(20):
        with suppress(OSError), urllib.request.urlopen(request, timeout=10) as answer:
            told: Frame = json.loads(answer.read())
            return told
        time.sleep(0.5)
    raise RuntimeError("the log cannot be read")

"""Many sockets in one process: open them, keep two messages in flight, time every delivery.

A message carries `@@<number>:<nanoseconds>;`, which survives any encoding; several in one frame count as several.
Latency is arrival minus sending on the one monotonic clock of the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

MARK = re.compile(rb"@@(\d+):(\d+);")
SEQ = re.compile(rb'"seq":(\d+)')
ACKED = re.compile(rb'{"op":"ack","id":(\d+)')
ASKED = re.compile(rb'"ack":{"events":(\d+),"seconds":(\d+)}')
LOOKS_A_SECOND = 4  # for what is to be acknowledged
PING_SECONDS = 20.0
OPENING = 50  # handshakes at once
PADDING = "x" * 120  # with its frame, a message is about 200 bytes


@dataclass
class Room:
    """What arrives at all sockets of one run."""

    sockets: int
    latencies: list[int] = field(default_factory=list)  # nanoseconds
    arrived: dict[int, int] = field(default_factory=dict)  # message -> sockets that still lack it
    acks: list[int] = field(default_factory=list)  # nanoseconds from sending a command to its answer
    sent_at: dict[int, int] = field(default_factory=dict)
    landed: int = 0
    ready: int = 0
    lost: int = 0
    listeners: list[Listener] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def deliver(self, payload: bytes) -> None:
        now = time.perf_counter_ns()
        for number, sent in set(MARK.findall(payload)):  # a frame says it as data and as a fragment
            self.latencies.append(now - int(sent))
            missing = self.arrived[int(number)] = self.arrived.get(int(number), self.sockets) - 1
            if missing == 0:
                self.landed += 1
                self.changed.set()

    def acknowledged(self, payload: bytes) -> None:
        """The answer to a command whose frame carried the number of its message."""
        found = ACKED.match(payload)
        sent = self.sent_at.pop(int(found.group(1)), None) if found else None
        if sent is not None:
            self.acks.append(time.perf_counter_ns() - sent)

    def afresh(self) -> None:
        """The same sockets, counted from nothing."""
        self.latencies.clear()
        self.acks.clear()
        self.sent_at.clear()
        self.arrived.clear()
        self.landed = 0

    def enter(self) -> None:
        """One more socket is in the room."""
        self.ready += 1
        self.changed.set()

    async def reached(self, goal: Callable[[], bool], within: float) -> None:
        """Waits until `goal` holds. Raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while not goal():
                self.changed.clear()
                await self.changed.wait()


class Listener(WSListener):
    """`hello` are frames to send once open; the socket counts as ready when `until` has been seen, or at once."""

    def __init__(self, room: Room, talk: Talk) -> None:
        self.room, self.talk, self.waiting = room, talk, bool(talk.until)
        self.owed, self.seq, self.since = 0, 0, 0.0  # events since the last acknowledgement, where they stand, since
        self.ack_events, self.ack_seconds = 64, 1.0  # until the server says how often
        self.entered = asyncio.Event()
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.room.listeners.append(self)
        for text in self.talk.hello:
            transport.send(WSMsgType.TEXT, text.encode())
        if not self.waiting:
            self.entered.set()
            self.room.enter()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        if self.waiting:
            self._arrive(payload)
        elif payload == b"2":  # the heartbeat of Engine.IO
            transport.send(WSMsgType.TEXT, b"3")
        elif b"@@" in payload and b'"op":"ack"' not in payload:
            self.room.deliver(payload)
            if self.talk.stream:
                self._owe(payload)
        elif payload.startswith(b'{"op":"ack"'):
            self.room.acknowledged(payload)

    def _arrive(self, payload: bytes) -> None:
        if asked := ASKED.search(payload):
            self.ack_events, self.ack_seconds = int(asked.group(1)), float(asked.group(2))
        for said, answer in self.talk.answers.items():
            if payload.startswith(said) and self.transport is not None:
                self.transport.send(WSMsgType.TEXT, answer)
        if self.talk.until in payload:
            self.waiting = False
            self.entered.set()
            self.room.enter()

    def _owe(self, payload: bytes) -> None:
        numbers = SEQ.findall(payload)
        if not self.owed:
            self.since = time.monotonic()
        self.seq, self.owed = int(numbers[-1]), self.owed + len(numbers)
        if self.owed >= self.ack_events:
            self.acknowledge()

    def acknowledge(self, *, late: float = 0.0) -> None:
        """What docs/protocol.md asks of a client, as pages do it; peers ask nothing."""
        if self.owed and (not late or late - self.since >= self.ack_seconds):
            self.owed = 0
            frame = f'{{"op":"seen","stream":"{self.talk.stream}","seq":{self.seq}}}'
            if self.transport is not None:
                self.transport.send(WSMsgType.TEXT, frame.encode())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.room.lost += 1
        self.transport = None
        if self in self.room.listeners:
            self.room.listeners.remove(self)


@dataclass(frozen=True)
class Talk:
    """How one speaks to a server: frames after opening, what says that one is in, and how a text is published.

    `answers` are given on the way in to what begins so; with `stream` events of it are acknowledged.
    """

    url: str
    hello: list[str]
    until: bytes
    publish: Callable[[str], str]  # text -> frame
    answers: dict[bytes, bytes] = field(default_factory=dict)
    stream: str = ""
    people: list[dict[str, str]] = field(default_factory=lambda: [{}])  # headers of those who connect, in turn


async def open_room(talk: Talk, sockets: int) -> tuple[Room, list[WSTransport], float]:
    """All sockets open and in the room; seconds it took. Raises TimeoutError after a minute."""
    room = Room(sockets)
    gate = asyncio.Semaphore(OPENING)

    async def one(number: int) -> WSTransport:
        headers = talk.people[number % len(talk.people)]
        listener = Listener(room, talk)
        async with gate:
            transport, _ = await ws_connect(lambda: listener, talk.url, extra_headers=headers or None)
            await listener.entered.wait()  # a door that lets in so many at once is not overrun
            return transport

    began = time.perf_counter()
    async with asyncio.timeout(60):
        transports = await asyncio.gather(*(one(number) for number in range(sockets)))
    await room.reached(lambda: room.ready >= sockets, 60)
    return room, list(transports), time.perf_counter() - began


async def keep_alive(room: Room) -> None:
    """Acknowledge and ping as pages do, for as long as a run takes; cancelled at its end."""
    pinged = time.monotonic()
    while True:
        await asyncio.sleep(1 / LOOKS_A_SECOND)
        now = time.monotonic()
        ping = now - pinged > PING_SECONDS
        pinged = now if ping else pinged
        for listener in list(room.listeners):
            if listener.talk.stream:
                listener.acknowledge(late=now)
                if ping and listener.transport is not None:
                    listener.transport.send(WSMsgType.TEXT, b'{"op":"ping"}')


async def closed_loop(room: Room, senders: list[WSTransport], talk: Talk, seconds: float, window: int = 2) -> int:
    """Keep `window` messages in flight for `seconds`, then let them land; the number of messages."""
    until = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < until:
        while number - room.landed < window:
            number += 1
            senders[number % len(senders)].send(WSMsgType.TEXT, talk.publish(_text(number)).encode())
        await room.reached(partial(_landed, room, number - window + 1), 30)
    await room.reached(partial(_landed, room, number), 30)
    return number


async def open_loop(room: Room, senders: list[WSTransport], talk: Talk, seconds: float, rate: float) -> int:
    """Send `rate` messages a second whatever the server does; waits up to 20 s for what is under way."""
    began, number = time.perf_counter(), 0
    while (passed := time.perf_counter() - began) < seconds:
        while number < passed * rate:
            number += 1
            room.sent_at[number] = time.perf_counter_ns()
            senders[number % len(senders)].send(WSMsgType.TEXT, talk.publish(_text(number)).encode())
        await asyncio.sleep(0.002)
    with contextlib.suppress(TimeoutError):  # what did not come counts as lost
        await room.reached(partial(_landed, room, number), 20)
    return number


def _landed(room: Room, number: int) -> bool:
    return room.landed >= number


def _text(number: int) -> str:
    return f"@@{number}:{time.perf_counter_ns()};{PADDING}"

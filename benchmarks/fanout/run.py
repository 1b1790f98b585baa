"""Runs servers one after another under the same load and says what each delivery cost, with ratios.

Parts: `alone` delivery alone, two messages in flight, in rooms of several sizes; `rate` 100 events a second into 1,000
sockets; the others the whole product on PostgreSQL and Redis (scenarios.py). `--quick` is a small
paired run of ours and plain Channels. With `--write` the tables go to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, fields
from functools import partial
from statistics import median, quantiles
from typing import Any

from benchmarks.fanout import report, scenarios, servers
from benchmarks.fanout.load import Room, closed_loop, keep_alive, open_loop, open_room
from tests.servers import MissingProgram

Server = Callable[[], AbstractContextManager[servers.Running]]
CONTENDERS: dict[str, Server] = {
    "plain Channels, Daphne, core Redis layer": partial(servers.plain, "daphne", "core"),
    "plain Channels, uvicorn, pub/sub Redis layer": partial(servers.plain, "uvicorn", "pubsub"),
    "ours, Daphne": partial(servers.delivery, "daphne"),
    "ours, uvicorn": partial(servers.delivery, "uvicorn"),
    "ours, uvicorn, fast path": partial(servers.delivery, "uvicorn", direct=True),
    "ours, uvicorn, each event a frame": partial(servers.delivery, "uvicorn", coalesce=False),
    "ours, uvicorn, each event a frame, fast path": partial(servers.delivery, "uvicorn", coalesce=False, direct=True),
    "ours, uvicorn, 2 workers with Redis": partial(servers.delivery, "uvicorn", workers=2),
    "socket.io": servers.socket_io,
    "Node ws": servers.node_ws,
    "picows": servers.picows,
    "nginx with nchan": servers.nchan,
}
QUICK = [
    "plain Channels, Daphne, core Redis layer",
    "plain Channels, uvicorn, pub/sub Redis layer",
    "ours, Daphne",
    "ours, uvicorn",
    "ours, uvicorn, each event a frame",
]
IN_A_RUSH = [
    "plain Channels, Daphne, core Redis layer",
    "plain Channels, uvicorn, pub/sub Redis layer",
    "ours, Daphne",
    "ours, uvicorn",
    "ours, uvicorn, fast path",
    "nginx with nchan",
]
PLAIN_UP_TO = 2000  # beyond, one message takes it seconds
PARTS = ("alone", "rate", "talk", "rush", "crowd", "slow", "storm")


@dataclass(frozen=True)
class Figures:
    """Of one server in one room. Latency in milliseconds from sending to arrival, memory in KiB a socket."""

    server: str
    sockets: int
    load: str
    messages: int
    deliveries: int
    lost: int
    per_cpu_second: float
    cpu_ms_per_1000: float
    p50_ms: float
    p99_ms: float
    kib_per_socket: float
    connects_per_second: float


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    found = _quick(options) if options.quick else _full(options)
    scenes = [] if options.quick else scenarios.play(options)
    result = {
        **report.where(),
        "figures": [asdict(one) for one in found],
        "ratios": report.ratios([asdict(one) for one in found]),
        "scenarios": scenes,
    }
    print(json.dumps(result) if options.json else report.table(result))
    if options.write:
        report.write(result)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks fanout", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="300 sockets, a good second each: under a minute in all")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sockets", type=int, nargs="+", default=[200, 1000, 2000, 5000])
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement of delivery alone")
    parser.add_argument("--repeats", type=int, default=3, help="of rooms of 1,000 and of the rate; medians are shown")
    parser.add_argument("--minutes", type=float, default=1.0, help="of each scenario of the product; the issue asks 10")
    parser.add_argument("--only", nargs="+", default=[], help="servers whose name holds one of these words")
    return parser.parse_args(arguments)


def _quick(options: argparse.Namespace) -> list[Figures]:
    return [one for name in QUICK if _asked(name, options) for one in _measured(name, 300, 1.5, 0)]


def _full(options: argparse.Namespace) -> list[Figures]:
    """Interleaved: what the machine does meanwhile falls on all alike."""
    found: list[Figures] = []
    for size in options.sockets if "alone" in options.parts else []:
        names = [n for n in CONTENDERS if _asked(n, options) and (size <= PLAIN_UP_TO or not n.startswith("plain"))]
        repeats = options.repeats if size == 1000 else 1
        found += _medians(
            [one for _ in range(repeats) for n in names for one in _measured(n, size, options.seconds, 0)]
        )
    if "rate" in options.parts:
        names = [name for name in IN_A_RUSH if _asked(name, options)]
        runs = [
            one for _ in range(options.repeats) for n in names for one in _measured(n, 1000, 2 * options.seconds, 100)
        ]
        found += _medians(runs)
    return found


def _asked(name: str, options: argparse.Namespace) -> bool:
    return not options.only or any(word in name for word in options.only)


def _medians(runs: list[Figures]) -> list[Figures]:
    """One for each server, room and load: the median of each figure by itself."""
    found = []
    for key in dict.fromkeys((one.server, one.sockets, one.load) for one in runs):
        same = [one for one in runs if (one.server, one.sockets, one.load) == key]
        numbers = {f.name: median(getattr(one, f.name) for one in same) for f in fields(Figures)[3:]}
        found.append(Figures(*key, **numbers))
    return found


def _measured(name: str, size: int, seconds: float, rate: float) -> list[Figures]:
    try:
        one = asyncio.run(measure(name, size, seconds, rate))
    except (TimeoutError, OSError, RuntimeError, MissingProgram) as problem:
        print(f"{name}, {size} sockets: {type(problem).__name__} {problem}", file=sys.stderr)
        return []
    cost = f"{one.cpu_ms_per_1000} ms of CPU per 1,000, p99 {one.p99_ms} ms, lost {one.lost}"
    print(f"{name}, {size} sockets, {one.load}: {cost}", file=sys.stderr)
    return [one]


async def measure(name: str, size: int, seconds: float, rate: float = 0) -> Figures:
    """One server, one room, one load."""
    with CONTENDERS[name]() as running:
        empty = running.memory()
        room, transports, took = await open_room(running.talk, size)
        alive = asyncio.create_task(keep_alive(room))
        held = running.memory() - empty
        senders = transports[: len(running.talk.people)]
        await closed_loop(room, senders, running.talk, 0.3)  # warm: first rendering, first queries
        room.afresh()
        before = running.cpu()
        loop = partial(open_loop, rate=rate) if rate else closed_loop
        sent = await loop(room, senders, running.talk, seconds)
        spent = max(running.cpu() - before, 1 / servers.TICKS)
        alive.cancel()
        figures = latencies(room, sent, spent)
        for transport in transports:
            transport.disconnect(graceful=False)
        return Figures(
            server=name,
            load=f"{rate:g} a second" if rate else "two in flight",
            **figures,
            kib_per_socket=round(held / 1024 / size, 1),
            connects_per_second=round(size / took),
        )


def latencies(room: Room, sent: int, spent: float) -> dict[str, Any]:
    """What arrived, how late, and what it cost."""
    count = len(room.latencies)
    marks = quantiles(room.latencies, n=100) if count > 1 else [0.0] * 99
    return {
        "sockets": room.sockets,
        "messages": sent,
        "deliveries": count,
        "lost": sent * room.sockets - count,
        "per_cpu_second": round(count / spent),
        "cpu_ms_per_1000": round(spent * 1e6 / max(count, 1), 2),
        "p50_ms": round(marks[49] / 1e6, 2),
        "p99_ms": round(marks[98] / 1e6, 2),
    }

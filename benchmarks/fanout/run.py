"""Runs the servers one after another under the same load and says what each delivery cost."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import quantiles
from typing import Any

from benchmarks.fanout import servers
from benchmarks.fanout.load import Room, closed_loop, open_loop, open_room

Server = Callable[[str], AbstractContextManager[servers.Running]]
CONTENDERS: dict[str, tuple[Server, str]] = {
    "plain channels, daphne": (servers.plain, "daphne"),
    "plain channels, uvicorn": (servers.plain, "uvicorn"),
    "ours, delivery alone, daphne": (servers.delivery, "daphne"),
    "ours, delivery alone, uvicorn": (servers.delivery, "uvicorn"),
    "ours, real commands, daphne": (servers.product, "daphne"),
    "ours, real commands, uvicorn": (servers.product, "uvicorn"),
}
# The demo congress takes seconds to load: once is enough for a look
QUICK = [name for name in CONTENDERS if name != "ours, real commands, daphne"]
PACKAGES = ("django", "channels", "daphne", "uvicorn", "channels_redis")


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
    sizes = [300] if options.quick else options.sockets
    seconds = 1.2 if options.quick else options.seconds
    found: list[Figures] = []
    for size in sizes:
        for name in QUICK if options.quick else CONTENDERS:
            if options.only and not any(word in name for word in options.only):
                continue
            found += _measured(name, size, seconds, options)
    result = {**_where(), "figures": [asdict(one) for one in found], "ratios": ratios(found)}
    print(json.dumps(result) if options.json else _table(result))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks fanout", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="300 sockets, a good second each: under a minute in all")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--sockets", type=int, nargs="+", default=[200, 1000, 2000])
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--rate", type=float, default=0, help="also an open loop of so many messages a second")
    parser.add_argument("--only", nargs="+", default=[], help="servers whose name holds one of these words")
    return parser.parse_args(arguments)


def _measured(name: str, size: int, seconds: float, options: argparse.Namespace) -> list[Figures]:
    try:
        found = [asyncio.run(measure(name, size, seconds))]
        if options.rate:
            found.append(asyncio.run(measure(name, size, seconds, options.rate)))
    except (TimeoutError, OSError, RuntimeError) as problem:
        print(f"{name}, {size} sockets: {type(problem).__name__} {problem}", file=sys.stderr)
        return []
    for one in found:
        print(f"{name}, {size} sockets, {one.load}: {one.per_cpu_second:,.0f} a CPU second", file=sys.stderr)
    return found


async def measure(name: str, size: int, seconds: float, rate: float = 0) -> Figures:
    """One server, one room, one load."""
    start, under = CONTENDERS[name]
    with start(under) as running:
        empty = running.memory()
        room, transports, took = await open_room(running.talk, size)
        held = running.memory() - empty
        senders = transports[: len(running.talk.people)]
        await closed_loop(room, senders, running.talk, 0.3)  # warm: first rendering, first queries
        room = _afresh(room)
        before = running.cpu()
        if rate:
            sent = await open_loop(room, senders, running.talk, seconds, rate)
        else:
            sent = await closed_loop(room, senders, running.talk, seconds)
        spent = max(running.cpu() - before, 1 / servers.TICKS)
        figures = _figures(name, room, sent, spent, f"{rate:g} a second" if rate else "two in flight")
        for transport in transports:
            transport.disconnect(graceful=False)
        return Figures(**figures, kib_per_socket=round(held / 1024 / size, 1), connects_per_second=round(size / took))


def _afresh(room: Room) -> Room:
    """The same sockets, counted from nothing."""
    room.latencies.clear()
    room.arrived.clear()
    room.landed = 0
    return room


def _figures(name: str, room: Room, sent: int, spent: float, load: str) -> dict[str, Any]:
    count = len(room.latencies)
    marks = quantiles(room.latencies, n=100) if count > 1 else [0.0] * 99
    return {
        "server": name,
        "sockets": room.sockets,
        "load": load,
        "messages": sent,
        "deliveries": count,
        "lost": sent * room.sockets - count,
        "per_cpu_second": round(count / spent),
        "cpu_ms_per_1000": round(spent * 1e6 / max(count, 1), 2),
        "p50_ms": round(marks[49] / 1e6, 2),
        "p99_ms": round(marks[98] / 1e6, 2),
    }


def ratios(found: list[Figures]) -> dict[str, float]:
    """Ours by plain Channels under the same server, in the same room and load: deliveries a CPU second."""
    plain = {(f.server.rpartition(", ")[2], f.sockets, f.load): f for f in found if f.server.startswith("plain")}
    shown: dict[str, float] = {}
    for one in found:
        peer = plain.get((one.server.rpartition(", ")[2], one.sockets, one.load))
        if peer is not None and not one.server.startswith("plain"):
            key = f"{one.server} / {peer.server}, {one.sockets} sockets, {one.load}"
            shown[key] = round(one.per_cpu_second / peer.per_cpu_second, 2)
    return shown


def _where() -> dict[str, Any]:
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
    return {**machine, "load_before": os.getloadavg()[0], **{name: version(name) for name in PACKAGES}}


def _table(result: dict[str, Any]) -> str:
    head = "| server | sockets | load | deliveries a CPU s | CPU ms per 1,000 | p50 ms | p99 ms | KiB a socket | lost |"
    rows = [head, "| --- " * 9 + "|"]
    rows += [
        f"| {one['server']} | {one['sockets']:,} | {one['load']} | {one['per_cpu_second']:,.0f}"
        f" | {one['cpu_ms_per_1000']} | {one['p50_ms']} | {one['p99_ms']} | {one['kib_per_socket']}"
        f" | {one['lost']:,} |"
        for one in result["figures"]
    ]
    return "\n".join([*rows, "", *(f"- {name}: {ratio}" for name, ratio in result["ratios"].items())])

"""Tables of a run, with the machine and the versions they belong to."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.fanout.servers import ROOT

PACKAGES = ("django", "channels", "daphne", "uvicorn", "uvloop", "websockets", "channels_redis", "redis", "picows")
DOCUMENT = ROOT / "docs" / "benchmarks.md"
FIGURES = ROOT / "benchmarks" / "figures.json"
BUSY = """: **a busy machine. Latencies and most ratios say little; they want measuring again in quiet.**"""
COMMANDS = """- `python -m benchmarks fanout --write --parts alone --sockets 1000 --repeats 3 --seconds 3`
- `python -m benchmarks fanout --write --parts alone --sockets 200 2000 --repeats 1`
- `python -m benchmarks fanout --write --parts alone --sockets 5000 --repeats 1`
- `python -m benchmarks fanout --write --parts rate --repeats 3`
- `python -m benchmarks fanout --write --parts talk rush crowd slow --minutes 1`
- `python -m benchmarks fanout --write --parts storm`"""
ALONE, RATE = "two in flight", "100 a second"
PRODUCT, OURS = "ours, uvicorn", "ours, uvicorn, each event a frame"
# (what, ours, peer, room, load, at most): the targets of the issue, as CPU of ours by CPU of the peer
CORE, PUBSUB = "plain Channels, Daphne, core Redis layer", "plain Channels, uvicorn, pub/sub Redis layer"
TARGETS = [
    ("1/15 of plain Channels, Daphne, core layer", OURS, CORE, 1000, ALONE, 1 / 15),
    ("1/10 of plain Channels, uvicorn, pub/sub", OURS, PUBSUB, 1000, ALONE, 0.1),
    *(
        (f"{most} times {peer}", f"{ours}{path}", peer, 1000, ALONE, most)
        for ours in (PRODUCT, OURS)  # as it runs, which packs a loud stream, and frame by frame as the peers deliver
        for path, bounds in {"": (1.3, 1.8), ", fast path": (1.0, 1.5)}.items()
        for most, peer in zip(bounds, ("Node ws", "nginx with nchan"), strict=True)
    ),
    ("1/5 of plain Channels under Daphne", "ours, Daphne", CORE, 1000, ALONE, 0.2),
    ("0.5 times nchan at 100 events a second", PRODUCT, "nginx with nchan", 1000, RATE, 0.5),
]


def where() -> dict[str, Any]:
    """The machine and the versions."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processor": cpu.group(1) if cpu else "",
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 2),
        "measured": datetime.now(UTC).strftime("%d %B %Y"),
    }
    return {**machine, **{name: version(name) for name in PACKAGES}, **_programs()}


def _programs() -> dict[str, str]:
    said = {
        "node": ["node", "--version"],
        "redis-server": ["redis-server", "--version"],
        "nginx": ["/usr/sbin/nginx", "-v"],
    }
    found = {}
    for name, command in said.items():
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError:
            continue
        number = re.search(r"\d+\.\d+\.\d+", done.stdout + done.stderr)
        found[name] = number.group(0) if number else "?"
    for name in ("ws", "socket.io"):
        package = ROOT / "benchmarks" / "node_modules" / name / "package.json"
        if package.exists() and (told := re.search(r'"version": "([^"]+)"', package.read_text())):
            found[name] = told.group(1)
    return found


def ratios(figures: list[dict[str, Any]]) -> dict[str, float]:
    """CPU per delivery of each peer by that of ours, in the same room and load: how many times cheaper ours is."""
    shown: dict[str, float] = {}
    for one in (f for f in figures if f["server"].startswith("ours")):
        for peer in (f for f in figures if not f["server"].startswith("ours")):
            if (peer["sockets"], peer["load"]) == (one["sockets"], one["load"]):
                key = f"{one['server']} / {peer['server']}, {one['sockets']} sockets, {one['load']}"
                shown[key] = round(one["per_cpu_second"] / max(peer["per_cpu_second"], 1), 2)
    return shown


def table(result: dict[str, Any]) -> str:
    titles = ["server", "sockets", "load", "CPU ms per 1,000 deliveries", "deliveries a CPU s", "p50 ms", "p99 ms"]
    titles += ["KiB a socket", "connects a s", "lost"]
    head = f"| {' | '.join(titles)} |"
    rows = [head, "| --- " * 10 + "|"]
    rows += [
        f"| {one['server']} | {one['sockets']:,} | {one['load']} | {one['cpu_ms_per_1000']}"
        f" | {one['per_cpu_second']:,.0f} | {one['p50_ms']} | {one['p99_ms']}"
        f" | {one['kib_per_socket']} | {one['connects_per_second']:,.0f}"
        f" | {one['lost']:,.0f} |"
        for one in result["figures"]
    ]
    rows += ["", *_targets(result)]
    if result["scenarios"]:
        rows += ["", "| the product on PostgreSQL and Redis | asked | measured | |", "| --- | --- | --- | --- |"]
        rows += [
            f"| {one['what']} | {one['asked']} | {one['measured']} | {one['verdict']} |" for one in result["scenarios"]
        ]
    return "\n".join(rows)


def _targets(result: dict[str, Any]) -> list[str]:
    by = {(f["server"], f["sockets"], f["load"]): f for f in result["figures"]}
    rows = []
    for what, ours, peer, sockets, load, most in TARGETS:
        mine, other = by.get((ours, sockets, load)), by.get((peer, sockets, load))
        if mine and other:
            ratio = mine["cpu_ms_per_1000"] / other["cpu_ms_per_1000"]
            rows.append(f"| at most {what} | {ours} | {ratio:.3f} | {'kept' if ratio <= most else 'missed'} |")
    return ["| CPU a delivery, 1,000 sockets | ours | ratio | |", "| --- | --- | --- | --- |", *rows] if rows else []


def write(result: dict[str, Any]) -> None:
    """docs/benchmarks.md anew, from this run and what earlier ones measured that this one did not."""
    result = _with_earlier(result)
    FIGURES.write_text(json.dumps(result, indent=1) + "\n")
    machine = {name: result[name] for name in result if name not in {"figures", "ratios", "scenarios"}}
    words = ", ".join(f"{name} {value}" for name, value in machine.items() if name not in {"measured", "load_before"})
    busy = result["load_before"] > (result["cores"] or 1) / 2
    text = f"""# Benchmarks
Written by `python -m benchmarks fanout --write` on {result["measured"]}; the load generator runs on the same machine,
whose load was {result["load_before"]} when it began{BUSY if busy else "."}
CPU is that of all processes of a server, its Redis and its database included. "Each event a frame" is ours without
packing, as the peers deliver; "two in flight" is a closed loop. What a run does not measure stays from the run before
(`benchmarks/figures.json`).

{table(result)}

How many times fewer CPU seconds ours needs for a delivery:

{chr(10).join(f"- {name}: {ratio}" for name, ratio in result["ratios"].items())}

{words}.

## To measure again
Each takes less than five minutes on a quiet machine and adds to this page.

{COMMANDS}
"""
    DOCUMENT.write_text(text)


def _with_earlier(result: dict[str, Any]) -> dict[str, Any]:
    earlier = json.loads(FIGURES.read_text()) if FIGURES.exists() else {"figures": [], "scenarios": []}
    figures = {(one["server"], one["sockets"], one["load"]): one for one in earlier["figures"] + result["figures"]}
    scenes = {one["what"]: one for one in earlier["scenarios"] + result["scenarios"]}
    kept = list(figures.values())
    return {**result, "figures": kept, "ratios": ratios(kept), "scenarios": list(scenes.values())}

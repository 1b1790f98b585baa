"""The servers of a run, each a process of its own, and what they cost by the kernel's own account (Linux)."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fanout.load import Talk

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SPEAKERS = 24  # twenty messages each in ten seconds are allowed
OUTSIDERS = {"charlie", "nils"}
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[bytes]
    talk: Talk

    def cpu(self) -> float:
        """Seconds of processor time so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> int:
        """Bytes resident."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE


@contextlib.contextmanager
def plain(server: str) -> Iterator[Running]:
    """Channels as its tutorial uses it, in-memory layer."""
    port = _free_port()
    with _started(
        ["benchmarks.fanout.serve", server, "benchmarks.fanout.plain:application", str(port)], port
    ) as process:
        yield Running(process, Talk(f"ws://127.0.0.1:{port}/ws", [], b"", json.dumps))


@contextlib.contextmanager
def delivery(server: str) -> Iterator[Running]:
    """Our hub and socket alone."""
    port = _free_port()
    command = ["benchmarks.fanout.serve", server, "benchmarks.fanout.delivery:application", str(port)]
    hello = [json.dumps({"op": "subscribe", "id": 1, "stream": "bench:1", "after": None, "epoch": ""})]
    with _started(command, port) as process:
        talk = Talk(f"ws://127.0.0.1:{port}/ws", hello, b'"op":"subscribed"', _ring)
        yield Running(process, talk)


def _ring(text: str) -> str:
    return json.dumps({"op": "ring", "text": text})


@contextlib.contextmanager
def product(server: str) -> Iterator[Running]:
    """The whole product on SQLite with its demo congress: every message is a command, stored, logged and rendered."""
    port = _free_port()
    with _started(["config.serve", "--port", str(port)], port, SERVER=server) as process:
        yield Running(process, _talk_of_somebody(port))


def _talk_of_somebody(port: int) -> Talk:
    """Sign in as the cast, for one person may not post fast enough alone, and find a live room."""
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "manage.py", "login-link", "--all", "--json"]
    told = subprocess.run(command, cwd=ROOT, env=_environment(), check=True, capture_output=True).stdout
    people = [one for one in json.loads(told) if one["person"] not in OUTSIDERS][:SPEAKERS]
    cookies = [_session(base + person["path"]) for person in people]
    hello, thread = _live_room(base, cookies[0])

    def publish(text: str) -> str:
        data = {"thread": thread, "text": text}
        return json.dumps({"op": "command", "id": 2, "name": "message.post", "data": data})

    headers = [{"Cookie": f"sessionid={cookie}", "Origin": base} for cookie in cookies]
    return Talk(f"ws://127.0.0.1:{port}/ws", [hello], b'"type":"presence"', publish, headers)


def _session(link: str) -> str:
    jar = http.cookiejar.CookieJar()
    with urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(link) as answer:
        answer.read()
    return next(cookie.value or "" for cookie in jar if cookie.name == "sessionid")


def _live_room(base: str, cookie: str) -> tuple[str, int]:
    """The frame that subscribes to a room that is live now, and its thread."""
    page = _page(f"{base}/tidelines/", cookie)
    room = re.search(r'href="(/tidelines/room/[^"?]+)"', page)
    if room is None:
        raise RuntimeError("no room of the demo congress is live now")
    shown = _page(base + room.group(1), cookie)
    stream, thread = re.search(r'data-stream="(room:\d+)"', shown), re.search(r'name="thread" value="(\d+)"', shown)
    if stream is None or thread is None:
        raise RuntimeError("the page of the room has no stream and thread")
    hello = {"op": "subscribe", "id": 1, "stream": stream.group(1), "after": None, "epoch": ""}
    return json.dumps(hello), int(thread.group(1))


def _page(address: str, cookie: str) -> str:
    request = urllib.request.Request(address, headers={"Cookie": f"sessionid={cookie}"})
    with urllib.request.urlopen(request) as answer:
        content: bytes = answer.read()
    return content.decode()


_folder = tempfile.TemporaryDirectory(prefix="meridian-fanout-")


def _environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "VAR_DIR": _folder.name, "IGNORE_ENV_FILE": "1", "LOG_LEVEL": "ERROR", **more}


@contextlib.contextmanager
def _started(module: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", *module], cwd=ROOT, env=_environment(**environment), stdout=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

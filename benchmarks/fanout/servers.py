"""The servers of a run, each with processes of its own, and what they cost by the kernel's own account (Linux)."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.fanout.load import Talk
from tests import servers as stores
from tests.faults import product as products

TICKS = os.sysconf("SC_CLK_TCK")
SPEAKERS = 24
ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "benchmarks" / "peers"
STREAM = "bench:1"


@dataclass(frozen=True)
class Running:
    """A server under load. `roots` are the processes of the server, `beside` those of its database and its Redis."""

    roots: list[int]
    beside: list[int]
    talk: Talk

    def cpu(self) -> float:
        """Seconds of processor time so far, user and system, of everything that belongs to the server."""
        return sum(_seconds(one) for one in _trees([*self.roots, *self.beside]))

    def memory(self) -> int:
        """Bytes resident in the server's own processes."""
        return sum(one.memory_info().rss for one in _trees(self.roots))

    def descriptors(self) -> int:
        return sum(one.num_fds() for one in _trees(self.roots))


def _trees(roots: list[int]) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for root in roots:
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(root)
            found += [process, *process.children(recursive=True)]
    return found


def _seconds(process: psutil.Process) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


@contextlib.contextmanager
def started_application(server: str, application: str) -> Iterator[int]:
    """Any ASGI application under a server; its port."""
    port = stores.free_port()
    with _started(_python("benchmarks.fanout.serve", server, application, str(port), "1"), port):
        yield port


@contextlib.contextmanager
def plain(server: str, layer: str) -> Iterator[Running]:
    """Channels as its tutorial uses it."""
    with _redis(layer != "memory") as (address, beside):
        port = stores.free_port()
        command = _python("benchmarks.fanout.serve", server, "benchmarks.fanout.plain:application", str(port), "1")
        with _started(command, port, FANOUT_LAYER=layer, FANOUT_REDIS=address) as process:
            yield Running([process.pid], beside, Talk(f"ws://127.0.0.1:{port}/ws", [], b"", json.dumps))


@contextlib.contextmanager
def delivery(server: str, *, workers: int = 1, coalesce: bool = True, direct: bool = False) -> Iterator[Running]:
    """Our hub and socket alone; with several workers over Redis. `direct` is the fast path under uvicorn."""
    with _redis(workers > 1) as (address, beside):
        port = stores.free_port()
        command = _python(
            "benchmarks.fanout.serve", server, "benchmarks.fanout.delivery:application", str(port), str(workers)
        )
        words = {"FANOUT_COALESCE": str(int(coalesce)), "FANOUT_REDIS": address, "FAST_SOCKETS": str(int(direct))}
        with _started(command, port, **words) as process:
            yield Running([process.pid], beside, _talk_of_hub(port))


def _talk_of_hub(port: int) -> Talk:
    hello = [json.dumps({"op": "subscribe", "id": 1, "stream": STREAM, "after": None, "epoch": ""})]
    return Talk(f"ws://127.0.0.1:{port}/ws", hello, b'"op":"subscribed"', _ring, stream=STREAM)


def _ring(text: str) -> str:
    return json.dumps({"op": "ring", "text": text})


@contextlib.contextmanager
def product(server: str, *, workers: int = 1, on_postgres: bool = True, **more: str) -> Iterator[Running]:
    """The whole product: every message is a command, stored, logged and rendered."""
    made = products.prepare(SPEAKERS, stores=on_postgres, workers=workers, SERVER=server, **more)
    try:
        made.start()
        yield running_product(made)
    finally:
        made.stop()


def running_product(made: products.Product) -> Running:
    """A product that was started elsewhere, as something to measure."""
    beside = [store.process.pid for store in (made.postgres, made.redis) if store is not None]
    roots = [made.process.pid] if made.process is not None else []
    return Running(roots, beside, talk_of_product(made))


def talk_of_product(made: products.Product) -> Talk:
    def publish(text: str) -> str:
        data = {"thread": made.thread, "text": text}
        number = text.removeprefix("@@").partition(":")[0]
        return json.dumps(
            {"op": "command", "id": int(number) if number.isdigit() else 0, "name": "message.post", "data": data}
        )

    hello = json.dumps({"op": "subscribe", "id": 1, "stream": made.stream, "after": None, "epoch": ""})
    people = [{"Cookie": cookie, "Origin": made.url} for cookie in made.cookies]
    url = f"ws://127.0.0.1:{made.port}/ws"
    return Talk(url, [hello], b'"type":"presence"', publish, people=people, stream=made.stream)


@contextlib.contextmanager
def node_ws() -> Iterator[Running]:
    with _peer([_node(), str(PEERS / "ws.mjs")]) as (process, port):
        yield Running([process.pid], [], Talk(f"ws://127.0.0.1:{port}/ws", [], b"", json.dumps))


@contextlib.contextmanager
def socket_io() -> Iterator[Running]:
    with _peer([_node(), str(PEERS / "socketio.mjs")]) as (process, port):
        url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        yield Running([process.pid], [], Talk(url, [], b'42["ready"', _chat, answers={b"0{": b"40"}))


def _chat(text: str) -> str:
    return "42" + json.dumps(["chat", text])


@contextlib.contextmanager
def picows() -> Iterator[Running]:
    with _peer(_python("benchmarks.peers.room_of_picows")) as (process, port):
        yield Running([process.pid], [], Talk(f"ws://127.0.0.1:{port}/ws", [], b"", json.dumps))


@contextlib.contextmanager
def nchan() -> Iterator[Running]:
    nginx = stores.program("nginx", package="nginx-light", also="/usr/sbin/nginx")
    module = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
    if not module.exists():
        raise stores.MissingProgram("nchan is not installed (package libnginx-mod-nchan)")
    folder = tempfile.mkdtemp(prefix="meridian-nchan-")
    port = stores.free_port()
    text = (PEERS / "nchan.conf").read_text()
    for name, value in {"MODULE": module, "FOLDER": folder, "PORT": port}.items():
        text = text.replace(f"${{{name}}}", str(value))
    (Path(folder) / "nginx.conf").write_text(text)
    more = ["-g", "user root;"] if os.getuid() == 0 else []
    with _started([nginx, "-c", f"{folder}/nginx.conf", "-p", folder, *more], port) as process:
        yield Running([process.pid], [], Talk(f"ws://127.0.0.1:{port}/ws", [], b"", json.dumps))


def _node() -> str:
    if not (ROOT / "benchmarks" / "node_modules").exists():
        raise stores.MissingProgram("the Node peers are not installed (scripts/set-up bench)")
    return stores.program("node", package="nodejs")


def _python(*words: str) -> list[str]:
    return [sys.executable, "-m", *words]


@contextlib.contextmanager
def _peer(command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = stores.free_port()
    with _started([*command, str(port)], port) as process:
        yield process, port


@contextlib.contextmanager
def _redis(wanted: bool) -> Iterator[tuple[str, list[int]]]:
    """A Redis of its own, with its address and process."""
    if not wanted:
        yield "", []
        return
    redis = stores.start_redis()
    try:
        yield redis.url, [redis.process.pid]
    finally:
        redis.stop()


_folder = tempfile.TemporaryDirectory(prefix="meridian-fanout-")


@contextlib.contextmanager
def _started(command: list[str], port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    words = {**kept, "VAR_DIR": _folder.name, "IGNORE_ENV_FILE": "1", "LOG_LEVEL": "ERROR", **environment}
    with (Path(_folder.name) / "servers.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=words, stdout=log, stderr=log)
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

"""The product as it is run: processes of its own on stores of its own, for those who break things on purpose."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests import servers
from tests.servers import Server

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Product:
    """A family of processes on one port. `postgres` and `redis` are None on SQLite, where it is one process."""

    port: int
    environment: dict[str, str]
    postgres: Server | None = None
    redis: Server | None = None
    process: subprocess.Popen[bytes] | None = None
    stream: str = ""
    thread: int = 0
    elsewhere: tuple[str, int] = ("", 0)  # stream and thread of another room
    cookies: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Run it; returns when it says that it is ready."""
        workers = ["--workers", self.environment["WORKERS"]]
        command = [sys.executable, "-m", "config.serve", "--port", str(self.port), *workers, "--no-prepare"]
        with (Path(self.environment["VAR_DIR"]) / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while not self.is_ready():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError((Path(self.environment["VAR_DIR"]) / "server.log").read_text()[-3000:])
            time.sleep(0.1)

    def is_ready(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=3) as answer:
            return bool(answer.status == 200)
        return False

    def web(self) -> list[psutil.Process]:
        """The processes that serve sockets."""
        if self.process is None:
            return []
        parent = psutil.Process(self.process.pid)
        if self.environment["WORKERS"] == "1":
            return [parent]
        return [child for child in parent.children() if "--listener" in _command(child)]

    def holders(self, ports: set[int]) -> set[int]:
        """Which processes hold the other ends of lines that begin at these ports."""
        return {
            process.pid
            for process in self.web()
            for end in process.net_connections()
            if end.raddr and end.raddr.port in ports
        }

    def serving(self) -> list[psutil.Process]:
        """Of these those who take connections by now."""
        return [one for one in self.web() if _listens(one)]

    def all_serve(self) -> list[psutil.Process]:
        """Wait until as many serve as shall, and nobody is on the way out."""
        until = time.monotonic() + 60
        while len(serving := self.serving()) != len(self.web()) or len(serving) != int(self.environment["WORKERS"]):
            if time.monotonic() > until:
                raise RuntimeError("not all processes serve")
            time.sleep(0.1)
        return serving

    def kill_one(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End one process that serves, by this signal; one alone is started again, of several the family sees to it.

        Of several the others serve by then: on a busy machine a new one takes longer to start than a test does.
        """
        victim = self.all_serve()[0]
        victim.send_signal(number)
        if self.process is not None and victim.pid == self.process.pid:
            self.process.wait()
            self.start()

    def stop(self) -> None:
        """End everything, also what is paused."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                for child in psutil.Process(self.process.pid).children(recursive=True):
                    child.kill()
                self.process.kill()
                self.process.wait()
        for store in (self.redis, self.postgres):
            if store is not None:
                store.stop()

    def run(self, *words: str) -> str:
        """A module in the product's own environment; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=self.environment, check=False, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout


def _command(process: psutil.Process) -> list[str]:
    """Its words; none of one that has gone."""
    with suppress(psutil.NoSuchProcess):
        return list(process.cmdline())
    return []


def _listens(process: psutil.Process) -> bool:
    """Whether it waits for connections: among what its epoll watches is the listener, that all of a family inherit."""
    command = _command(process)
    if "--listener" not in command:
        return True
    watched = f"tfd: {command[command.index('--listener') + 1]:>8} "
    with suppress(OSError):
        return any(watched in info.read_text() for info in Path(f"/proc/{process.pid}/fdinfo").iterdir())
    return False


def prepare(people: int, *, stores: bool, workers: int = 2, **more: str) -> Product:
    """A migrated product with a live room and so many people, not yet started."""
    postgres = servers.start_postgres(survives=True) if stores else None
    redis = servers.start_redis() if stores else None
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "IGNORE_ENV_FILE": "1",
        "VAR_DIR": tempfile.mkdtemp(prefix="meridian-faults-"),
        "DEMO": "0",
        "LOG_LEVEL": "WARNING",
        "WORKERS": str(workers) if stores else "1",
        **({"DATABASE_URL": postgres.url, "REDIS_URL": redis.url} if postgres and redis else {}),
        **more,
    }
    product = Product(servers.free_port(), environment, postgres, redis)
    product.run("config.serve", "--prepare-only")
    told: dict[str, Any] = json.loads(product.run("tests.faults.world", str(people)))
    product.stream, product.thread, product.cookies = told["stream"], told["thread"], told["cookies"]
    product.elsewhere = tuple(told["elsewhere"])
    return product


class Hold:
    """A TCP relay that can hold back everything, or the answers alone: both ends believe in a line that is dead."""

    def __init__(self, port: int) -> None:
        self.to, self.port = port, 0
        self.through, self.answers = asyncio.Event(), asyncio.Event()
        self.through.set()
        self.answers.set()
        self.upstream: list[int] = []  # its own ports towards the server
        self._server: asyncio.Server | None = None
        self._pumps: set[asyncio.Task[None]] = set()
        self._lines: list[asyncio.StreamWriter] = []

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self.cut()

    def cut(self) -> None:
        """End all lines at once; what was held back is lost."""
        for pump in list(self._pumps):
            pump.cancel()
        for writer in self._lines:
            writer.transport.abort()
        self._lines.clear()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        self.upstream.append(far_writer.get_extra_info("sockname")[1])
        self._lines += [writer, far_writer]
        for source, target, gates in (
            (reader, far_writer, [self.through]),
            (far_reader, writer, [self.through, self.answers]),
        ):
            pump = asyncio.create_task(self._pump(source, target, gates))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, gates: list[asyncio.Event]
    ) -> None:
        with suppress(OSError):
            while block := await source.read(65536):
                for gate in gates:
                    await gate.wait()
                target.write(block)
                await target.drain()
        target.close()

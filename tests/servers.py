"""Throwaway PostgreSQL and Redis on free ports of loopback: nothing kept, nothing in shared folders, gone at the end."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

READY_SECONDS = 30


class MissingProgram(RuntimeError):
    """A program that the tests drive is not installed; the text names the package."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def program(name: str, *, package: str, also: str = "") -> str:
    """The path of `name`, on PATH or in the folders that match `also`. Raises MissingProgram."""
    found = shutil.which(name)
    if found:
        return found
    beside = sorted(Path("/").glob(also.lstrip("/")), reverse=True) if also else []
    if beside:
        return str(beside[0])
    raise MissingProgram(f"{name} is not installed (package {package})")


def postgres_program(name: str) -> str:
    """initdb and postgres live outside PATH in Debian."""
    return program(name, package="postgresql", also=f"/usr/lib/postgresql/*/bin/{name}")


class Server:
    """A child process with a folder of its own; `stop` is safe to call twice."""

    def __init__(self, folder: Path, start: Callable[[], subprocess.Popen[bytes]], url: str, port: int) -> None:
        self.folder, self._start, self.url, self.port = folder, start, url, port
        self.process = start()
        atexit.register(self.stop)

    def end(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it by a signal and keep its folder and port for `again`."""
        self.process.send_signal(number)
        self.process.wait()

    def again(self) -> None:
        """Start what was ended, with the same folder and port."""
        self.process = self._start()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgres(*, survives: bool = False, autovacuum: bool = True) -> Server:
    """PostgreSQL with fsync off, reached by `url` as its superuser without a password, on loopback only.

    One that `survives` a crash of its own has written to the system what it has acknowledged, as in production. With
    POSTGRES_DURABLE set in the environment it waits for the disk as well: for benchmarks. Autovacuum is off for tests
    that roll back: it would count what they filled as empty, and plan what the next one fills as if it were.
    """
    durable = "on" if os.environ.get("POSTGRES_DURABLE") else "off"
    initdb, postgres = postgres_program("initdb"), postgres_program("postgres")
    folder = Path(tempfile.mkdtemp(prefix="meridian-postgres-"))
    as_user = _unprivileged(folder)
    _run(
        [initdb, "-D", str(folder / "data"), "-U", "meridian", "-A", "trust", "-E", "UTF8", "--no-sync"],
        as_user,
    )
    port = free_port()
    options = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": durable,
        "synchronous_commit": "on" if survives else durable,
        "full_page_writes": durable,
        "max_connections": 200,
        "shared_buffers": "64MB",
        "autovacuum": "on" if autovacuum else "off",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    command = [postgres, "-D", str(folder / "data"), *flags]
    server = Server(
        folder, partial(_start, command, folder, as_user), f"postgresql://meridian@127.0.0.1:{port}/postgres", port
    )
    _wait(server, lambda: _answers(server.url))
    return server


def start_turn(secret: str) -> Server:
    """The relay as deployed, by deploy/turnserver.conf, on loopback, to which real ones never relay.

    `url` is its address for browsers.
    """
    turnserver = program("turnserver", package="coturn")
    folder, port = Path(tempfile.mkdtemp(prefix="meridian-turn-")), free_port()
    conf = Path(__file__).parents[1] / "deploy" / "turnserver.conf"
    here = {
        "listening-ip": "127.0.0.1",
        "relay-ip": "127.0.0.1",
        "listening-port": port,
        "realm": "meridian.test",
        "static-auth-secret": secret,
        "pidfile": folder / "pid",
        "db": folder / "turndb",
    }
    flags = [f"--{name}={value}" for name, value in here.items()]
    command = [turnserver, "-c", str(conf), "--allow-loopback-peers", *flags]
    server = Server(folder, partial(_start, command, folder, None), f"turn:127.0.0.1:{port}?transport=udp", port)
    _wait(server, lambda: _listens(port))
    return server


def start_redis() -> Server:
    """Redis that keeps nothing."""
    binary = program("redis-server", package="redis-server")
    folder = Path(tempfile.mkdtemp(prefix="meridian-redis-"))
    port = free_port()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    command = [*command, "--dir", str(folder), "--protected-mode", "yes"]
    server = Server(folder, partial(_start, command, folder, None), f"redis://127.0.0.1:{port}/0", port)
    _wait(server, lambda: _listens(port))
    return server


def start_ingest(web: str) -> Server:
    """The ingest as deployed: nginx with the RTMP module by deploy/ingest.conf, asking the product at `web`.

    `url` is where viewers read, `port` where OBS sends to. The host it is asked under is this machine.
    """
    nginx = program("nginx", package="nginx-light", also="/usr/sbin/nginx")
    program("ffmpeg", package="ffmpeg")
    if not Path("/usr/lib/nginx/modules/ngx_rtmp_module.so").exists():
        raise MissingProgram("the RTMP module of nginx is not installed (package libnginx-mod-rtmp)")
    folder = Path(tempfile.mkdtemp(prefix="meridian-ingest-"))
    rtmp, http, ask = free_port(), free_port(), free_port()
    words = {"WEB": web, "CONGRESS_HOST": web, "HLS_DIR": folder, "RTMP_PORT": rtmp, "HTTP_PORT": http, "ASK_PORT": ask}
    text = (Path(__file__).parents[1] / "deploy" / "ingest.conf").read_text()
    for name, value in words.items():
        text = text.replace(f"${{{name}}}", str(value))
    text = text.replace("modules/ngx", "/usr/lib/nginx/modules/ngx")
    (folder / "ingest.conf").write_text(text)
    folder.chmod(0o777)
    # One process, so that killing it kills the whole ingest
    more = "daemon off; master_process off;" + (" user root;" if os.getuid() == 0 else "")
    command = [nginx, "-c", str(folder / "ingest.conf"), "-p", str(folder), "-g", more]
    server = Server(folder, partial(_start, command, folder, None), f"http://127.0.0.1:{http}", rtmp)
    _wait(server, lambda: _listens(rtmp) and _listens(http))
    return server


def _unprivileged(folder: Path) -> str | None:
    """PostgreSQL refuses root: then it runs as user postgres (or nobody), who must own the folder."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return user


def _run(command: list[str], user: str | None) -> None:
    done = subprocess.run(command, user=user, cwd="/", env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")


def _start(command: list[str], folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, user=user, cwd="/", env=_environment(), stdout=log, stderr=log)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def _wait(server: Server, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not ready():
        if server.process.poll() is not None or time.monotonic() > deadline:
            log = (server.folder / "log").read_text(errors="replace")
            server.stop()
            raise RuntimeError(f"the server did not start: {log[-1500:]}")
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _answers(url: str) -> bool:
    import psycopg

    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=1):
        return True
    return False

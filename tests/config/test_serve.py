"""The runner: starts clearly, refuses clearly, ends cleanly with its children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import servers

pytestmark = pytest.mark.once  # it starts the stores it needs by itself

ROOT = Path(__file__).resolve().parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "IGNORE_ENV_FILE": "1",
        "VAR_DIR": str(folder),
        "DEMO": "0",
        "LOG_LEVEL": "WARNING",
        **more,
    }


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.serve", *arguments],
            cwd=ROOT,
            env=environment(tmp_path, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_ready(process: subprocess.Popen[str], port: int, seconds: float = 150) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server ended: {process.communicate()}")
        with (
            suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    pytest.fail("the server did not become ready")


def is_listening(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
    except OSError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_process_serves_and_ends_at_a_signal(start: Start, server: str, number: signal.Signals) -> None:
    port = servers.free_port()
    process = start("--port", str(port), SERVER=server)
    wait_until_ready(process, port)
    process.send_signal(number)
    assert process.wait(timeout=15) == 0
    assert not is_listening(port)
    assert "Traceback" not in process.communicate()[1]


def test_a_taken_port_is_told_in_one_line(start: Start) -> None:
    port = servers.free_port()
    first = start("--port", str(port))
    wait_until_ready(first, port)
    second = start("--port", str(port))
    assert second.wait(timeout=30) == 1
    last = second.communicate()[1].strip().splitlines()[-1]
    assert last.startswith(f"Meridian does not start: 127.0.0.1 port {port}")


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("REDIS_URL", "redis://127.0.0.1:{port}/0", "Redis at 127.0.0.1:{port} cannot be reached"),
        (
            "DATABASE_URL",
            "postgresql://nobody@127.0.0.1:{port}/none",
            "PostgreSQL at 127.0.0.1:{port} cannot be reached",
        ),
    ],
)
def test_an_unreachable_store_is_told_in_one_line(start: Start, name: str, url: str, said: str) -> None:
    port = servers.free_port()
    process = start("--port", str(servers.free_port()), **{name: url.format(port=port)})
    code = process.wait(timeout=40)
    errors = process.communicate()[1].strip().splitlines()
    assert code == 1
    assert len(errors) == 1, errors
    assert said.format(port=port) in errors[0]


def test_several_workers_without_redis_are_refused(start: Start) -> None:
    process = start("--workers", "2", "--port", str(servers.free_port()))
    assert process.wait(timeout=30) == 1
    assert "config.E001" in process.communicate()[1]


def test_the_production_set_replaces_a_lost_worker_and_ends_whole(start: Start, stores: dict[str, str]) -> None:
    port = servers.free_port()
    process = start("--port", str(port), "--workers", "2", **stores)
    wait_until_ready(process, port)
    family = children_of(process.pid)
    assert len(family) == 3
    os.kill(family[0], signal.SIGKILL)
    deadline = time.monotonic() + 20
    while not set(children_of(process.pid)) - set(family):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    wait_until_ready(process, port)
    last = children_of(process.pid)
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert not is_listening(port)
    assert not [child for child in last if Path(f"/proc/{child}").exists()]

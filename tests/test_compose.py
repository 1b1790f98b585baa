"""No container engine is needed: the very commands of the compose file run here, on stores of this test's own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import servers

pytestmark = pytest.mark.once  # it starts the stores it needs by itself

ROOT = Path(__file__).resolve().parents[1]
ENV_FILE = {
    "CONGRESS_HOST": "congress.example.org",
    "POSTGRES_PASSWORD": "unused",
    "SECRET_KEY": "a-key-for-this-test-0123456789-abcdefghijklmnop",
    "SEAL_KEY": "another-key-for-this-test-0123456789-abcdefghij",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def filled_in(value: object) -> str:
    """${NAME}, ${NAME:-default} and ${NAME:?message}, as compose fills them in."""

    def one(found: re.Match[str]) -> str:
        name, kind, rest = found.groups()
        return ENV_FILE.get(name) or (rest if kind == ":-" else "")

    return re.sub(r"\$\{(\w+)(?:(:-|:\?)([^}]*))?\}", one, str(value))


def environment(service: dict[str, Any], stores: dict[str, str], folder: Path) -> dict[str, str]:
    said = {name: filled_in(value) for name, value in service["environment"].items()}
    return {**said, **stores, "VAR_DIR": str(folder), "PATH": os.environ["PATH"], "IGNORE_ENV_FILE": "1"}


def command(service: dict[str, Any], port: int) -> list[str]:
    words = [str(port) if word == "8000" else word for word in service["command"]]
    return [sys.executable, *words[1:]] if words[0] == "python" else words


def probe(service: dict[str, Any], port: int) -> int:
    words = [word.replace(":8000", f":{port}") for word in service["healthcheck"]["test"][1:]]
    return subprocess.run([sys.executable, *words[1:]], cwd=ROOT, capture_output=True, check=False).returncode


def test_the_file_holds_what_an_installation_needs(compose: dict[str, Any]) -> None:
    assert {"proxy", "migrate", "web", "worker", "postgres", "redis"} <= set(compose["services"])
    assert {"postgres", "media"} <= set(compose["volumes"])
    for name in ("proxy", "web", "postgres", "redis"):
        assert compose["services"][name]["healthcheck"]["test"], name
    web = compose["services"]["web"]
    assert web["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert "ports" not in web, "only the proxy faces the outside"
    assert "DEMO" in web["environment"]
    assert filled_in(web["environment"]["DEMO"]) == "0"


def test_every_setting_asked_for_is_explained_in_the_example(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    example = (ROOT / "deploy/env.example").read_text()
    for name in re.findall(r"\$\{(\w+):\?", text):
        assert f"{name}=" in example


def test_the_relay_for_calls_has_a_secret_and_no_way_into_the_host(compose: dict[str, Any]) -> None:
    turn = compose["services"]["turn"]
    assert turn["profiles"] == ["turn"]
    flags = {word.partition("=")[0] for word in turn["command"]}
    assert {"--realm", "--static-auth-secret", "--external-ip"} <= flags
    said = (ROOT / "deploy/turnserver.conf").read_text().splitlines()
    assert {"use-auth-secret", "no-multicast-peers", "no-cli", "log-file=/dev/null"} <= set(said)
    assert "allow-loopback-peers" not in said
    assert sum(line.startswith("denied-peer-ip=") for line in said) >= 8
    for name in ("TURN_SECRET", "TURN_ADDRESS", "TURN_URLS"):
        assert f"{name}=" in (ROOT / "deploy/env.example").read_text()


@pytest.mark.servers
def test_the_commands_of_its_services_make_a_working_installation(
    compose: dict[str, Any], stores: dict[str, str], tmp_path: Path
) -> None:
    services, port = compose["services"], servers.free_port()
    migrate = services["migrate"]
    done = subprocess.run(
        command(migrate, port),
        cwd=ROOT,
        env=environment(migrate, stores, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    started = {
        name: subprocess.Popen(
            command(services[name], port), cwd=ROOT, env=environment(services[name], stores, tmp_path)
        )
        for name in ("web", "worker")
    }
    try:
        deadline = time.monotonic() + 60
        while probe(services["web"], port) != 0:
            assert time.monotonic() < deadline, "the health check of web never passed"
            assert all(process.poll() is None for process in started.values())
    finally:
        for process in started.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: process.wait(timeout=20) for name, process in started.items()}
    assert codes == {"web": 0, "worker": 0}

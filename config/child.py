"""One process of a family, and the one that takes its place."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1
READY = b"1"


@dataclass
class Child:
    """A process that serves on `descriptor`, or one that serves nobody."""

    name: str
    command: list[str]
    descriptor: int | None
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0

    def start(self) -> None:
        self.takes_over(self._begin(self.command))

    def successor(self) -> Successor:
        """One more beside the one that serves: it says through a pipe when it serves as well."""
        hears, tells = os.pipe()
        process = self._begin([*self.command, "--tell", str(tells)], tells)
        os.close(tells)
        return Successor(process, hears)

    def takes_over(self, process: subprocess.Popen[bytes]) -> None:
        self.process, self.started = process, time.monotonic()

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _begin(self, command: list[str], *more: int) -> subprocess.Popen[bytes]:
        passed = [*more] if self.descriptor is None else [self.descriptor, *more]
        # Two heaps are enough where one thread at a time runs Python; one for each thread grows for an hour
        environment = {"MALLOC_ARENA_MAX": "2", **self.environment}
        return subprocess.Popen(command, env=environment, pass_fds=passed, preexec_fn=_die_with_parent)


@dataclass(frozen=True)
class Successor:
    """A process that has been started and does not serve yet."""

    process: subprocess.Popen[bytes]
    hears: int

    def is_settled(self) -> bool:
        """Whether it serves, or never will."""
        return bool(select.select([self.hears], [], [], 0)[0])

    def serves(self) -> bool:
        """Whether it serves; to be asked once."""
        ready = self.is_settled() and os.read(self.hears, 1) == READY
        os.close(self.hears)
        return ready


def tell(descriptor: int) -> None:
    """Say to the parent that this process serves."""
    os.write(descriptor, READY)
    os.close(descriptor)


def _die_with_parent() -> None:
    """Between fork and exec: ask Linux for SIGTERM should the parent be killed; elsewhere there is no such wish."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # Our own process group: Ctrl-C reaches the parent alone, which then ends the children in order.
        os.setpgid(0, 0)

"""A parent that looks after its server processes: starts them, replaces one that died, ends them all with itself."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

GRACE_SECONDS = 12
LOOK_SECONDS = 0.2
CALM_SECONDS = 5  # a child that lives this long was not born broken
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    name: str
    command: list[str]
    descriptor: int | None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = field(default=0)

    def start(self) -> None:
        passed = () if self.descriptor is None else (self.descriptor,)
        # Two heaps are enough where one thread at a time runs Python; one for each thread grows for an hour
        environment = {"MALLOC_ARENA_MAX": "2", **os.environ}
        self.process = subprocess.Popen(self.command, env=environment, pass_fds=passed, preexec_fn=_die_with_parent)
        self.started = time.monotonic()


class Family:
    """Runs until SIGINT or SIGTERM, or until a child cannot be kept alive."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.ending = threading.Event()

    def add(self, name: str, command: list[str], descriptor: int | None) -> None:
        self.children.append(Child(name, command, descriptor))

    def run(self) -> int:
        """Start all and wait; the exit code: 0 when told to stop, 1 when a child keeps dying."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._told_to_stop)
        for child in self.children:
            child.start()
        code = 0
        while not self.ending.wait(LOOK_SECONDS):
            if False in [self._look_after(child) for child in self.children]:
                code = 1
                self.ending.set()
        self._end()
        return code

    def _told_to_stop(self, _number: int, _frame: Any) -> None:
        self.ending.set()

    def _look_after(self, child: Child) -> bool:
        """Replace a dead child; False when it died three times right after its birth."""
        if self.ending.is_set() or child.process is None or child.process.poll() is None:
            return True
        quick = time.monotonic() - child.started < CALM_SECONDS
        child.quick_deaths = child.quick_deaths + 1 if quick else 0
        print(f"{child.name} ended with {child.process.returncode}, starting it again", file=sys.stderr)
        if child.quick_deaths >= 3:
            print(f"{child.name} does not stay alive: giving up", file=sys.stderr)
            return False
        child.start()
        return True

    def _end(self) -> None:
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in alive:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _die_with_parent() -> None:
    """Between fork and exec: ask Linux for SIGTERM should the parent be killed; elsewhere there is no such wish."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        # Our own process group: Ctrl-C reaches the parent alone, which then ends the children in order.
        os.setpgid(0, 0)

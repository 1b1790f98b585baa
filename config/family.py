"""A parent that looks after its server processes: starts them, replaces one that died, ends them all with itself.

SIGHUP renews them one after the other: who serves is told to go only once its successor serves. What is loaded then is
the program as it lies there by now, and the `.env` as it reads by now (docs/operation.md).
"""

from __future__ import annotations

import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from config.child import Child

GRACE_SECONDS = 12
LOOK_SECONDS = 0.2
CALM_SECONDS = 5  # a child that lives this long was not born broken
SUCCESSOR_SECONDS = 90  # a process starts within 3 s, on a busy machine within 25


class Family:
    """Runs until SIGINT or SIGTERM, or until a child cannot be kept alive. Children get the `environment`."""

    def __init__(self, environment: dict[str, str], patience: float = SUCCESSOR_SECONDS) -> None:
        self.children: list[Child] = []
        self.environment = environment
        self.patience = patience
        # Plain marks: the lock of an Event may be held just when a signal comes
        self.ending = self.renewing = False
        self.code = 0
        self._at_a_terminal = sys.stderr.isatty()
        self._coming: list[subprocess.Popen[bytes]] = []  # who does not have the place yet that another has
        self._leaving: list[subprocess.Popen[bytes]] = []  # who was told to go

    def add(self, name: str, command: list[str], descriptor: int | None) -> None:
        self.children.append(Child(name, command, descriptor, self.environment))

    def run(self) -> int:
        """Start all and wait; the exit code: 0 when told to stop, 1 when a child keeps dying."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._told_to_stop)
        signal.signal(signal.SIGHUP, self._told_to_renew)
        for child in self.children:
            child.start()
        while not self.ending:
            _pause(LOOK_SECONDS)
            self._look_round()
            if self.renewing:
                self.renewing = False
                self._renew()
        self._end()
        return self.code

    def _told_to_stop(self, _number: int, _frame: Any) -> None:
        self.ending = True

    def _told_to_renew(self, _number: int, _frame: Any) -> None:
        """The same signal says that the terminal was closed from which we were started: that is an end."""
        if self._at_a_terminal and not sys.stderr.isatty():
            self.ending = True
        else:
            self.renewing = True

    # -- who dies

    def _look_round(self, but: Child | None = None) -> None:
        for child in self.children:
            if child is not but and not self.ending and not self._look_after(child):
                self.code, self.ending = 1, True

    def _look_after(self, child: Child) -> bool:
        """Replace a dead child; False when it died three times right after its birth."""
        if child.process is None or child.is_alive():
            return True
        quick = time.monotonic() - child.started < CALM_SECONDS
        child.quick_deaths = child.quick_deaths + 1 if quick else 0
        _say(f"{child.name} ended with {child.process.returncode}, starting it again")
        if child.quick_deaths >= 3:
            _say(f"{child.name} does not stay alive: giving up")
            return False
        child.start()
        return True

    # -- who is renewed

    def _renew(self) -> None:
        for child in self.children:
            if not (self._succeed(child) if child.descriptor is not None else self._begin_anew(child)):
                if not self.ending:
                    _say(f"The successor of {child.name} does not serve: it and who comes after stay as they are")
                return
            _say(f"{child.name} is renewed")

    def _succeed(self, child: Child) -> bool:
        """Start the successor, wait until it serves, then let the old one go. False when it does not get so far."""
        coming, old = child.successor(), child.process
        self._coming.append(coming.process)
        self._until(coming.is_settled, self.patience, child)
        serves = coming.serves()
        self._coming.remove(coming.process)
        if not serves:
            self._dismiss(coming.process, child)
            return False
        child.takes_over(coming.process)
        if old is not None:
            self._dismiss(old, child)
        return True

    def _begin_anew(self, child: Child) -> bool:
        """Who serves nobody goes first: two of them at once would only ask twice."""
        if child.process is not None:
            self._dismiss(child.process, child)
        if not self.ending:
            child.start()
        return not self.ending

    def _dismiss(self, process: subprocess.Popen[bytes], child: Child) -> None:
        """Tell it to go, and wait until it has."""
        self._leaving.append(process)
        process.send_signal(signal.SIGTERM)
        if not self._until(lambda: process.poll() is not None, GRACE_SECONDS, child):
            if self.ending:
                return  # the end waits for it
            process.kill()
            process.wait()
        self._leaving.remove(process)

    def _until(self, so: Callable[[], bool], seconds: float, but: Child) -> bool:
        """Wait for that and look after the others meanwhile; False when it took too long or all is to end."""
        deadline = time.monotonic() + seconds
        while not so():
            if self.ending or time.monotonic() > deadline:
                return False
            _pause(LOOK_SECONDS / 4)
            self._look_round(but)
        return True

    # -- the end

    def _end(self) -> None:
        staying = [*self._coming, *(child.process for child in self.children if child.process)]
        for process in staying:
            if process not in self._leaving:  # a second word would mean at once
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in {*staying, *self._leaving}:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _pause(seconds: float) -> None:
    """By a wait that counts from now. `time.sleep` waits for a moment, and under a clock that is moved that is refused:
    then the family died, and all lines with it."""
    select.select([], [], [], seconds)

"""The parent of several processes: whom it renews, in which order, and when it leaves all as it is."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.once

PARENT = """
import os, socket, sys
from config.family import Family
with socket.socket() as listener:
    listener.bind(("127.0.0.1", 0))
    family = Family(dict(os.environ), patience=float(sys.argv[2]))
    for name in ("a", "b"):
        family.add(name, [sys.executable, "-S", sys.argv[1], name], listener.fileno())
    family.add("jobs", [sys.executable, "-S", sys.argv[1], "jobs"], None)
    raise SystemExit(family.run())
"""
# Says what it does in a file beside it; as successors they do what stands in `mode`
CHILD = """
import os, pathlib, signal, sys, time
here = pathlib.Path(__file__).parent
def say(word):
    with (here / "said").open("a") as said:
        said.write(f"{sys.argv[1]} {word} {os.getpid()}\\n")
def go(*_):
    say("goes")
    sys.exit(0)
signal.signal(signal.SIGTERM, go)
if "--tell" in sys.argv:
    how = (here / "mode").read_text()
    if how == "broken":
        sys.exit(3)
    if how == "good":
        time.sleep(0.3)
        say("serves")
        os.write(int(sys.argv[-1]), b"1")
else:
    say("serves")
while True:
    time.sleep(60)
"""


class Parent:
    def __init__(self, folder: Path, patience: float, stderr: int = subprocess.PIPE) -> None:
        self.folder = folder
        (folder / "child.py").write_text(CHILD)
        command = [sys.executable, "-c", PARENT, str(folder / "child.py"), str(patience)]
        self.process = subprocess.Popen(command, stderr=stderr, text=True, start_new_session=True)

    def said(self) -> list[list[str]]:
        """Name, word and process, in order."""
        path = self.folder / "said"
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def words(self) -> list[str]:
        return [" ".join(line[:2]) for line in self.said()]

    def renew(self, how: str) -> None:
        (self.folder / "mode").write_text(how)
        self.process.send_signal(signal.SIGHUP)

    def end(self, seconds: float = 10) -> str:
        self.process.terminate()
        assert self.process.wait(seconds) == 0
        return self.process.communicate()[1]


def until(so: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def living(parent: Parent) -> set[int]:
    return {
        int(pid) for pid in Path(f"/proc/{parent.process.pid}/task/{parent.process.pid}/children").read_text().split()
    }


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Callable[..., Parent]]:
    parents: list[Parent] = []

    def start(patience: float = 20, **more: Any) -> Parent:
        parents.append(Parent(tmp_path, patience, **more))
        until(lambda: len(parents[-1].said()) == 3)
        return parents[-1]

    yield start
    for parent in parents:
        if parent.process.poll() is None:
            parent.process.kill()
            parent.process.communicate()


def test_one_after_the_other_is_renewed_and_goes_once_its_successor_serves(family: Callable[..., Parent]) -> None:
    parent = family()
    before = living(parent)
    parent.renew("good")
    until(lambda: parent.words()[3:] == ["a serves", "a goes", "b serves", "b goes", "jobs goes", "jobs serves"])
    assert not living(parent) & before
    assert "jobs is renewed" in parent.end()


@pytest.mark.parametrize(("how", "patience"), [("broken", 20), ("silent", 0.5)])
def test_where_a_successor_does_not_serve_all_stay_as_they_are(
    family: Callable[..., Parent], how: str, patience: float
) -> None:
    parent = family(patience)
    before = living(parent)
    parent.renew(how)
    assert parent.process.stderr is not None
    assert "successor of a does not serve" in parent.process.stderr.readline()
    assert living(parent) == before
    assert [word for word in parent.words() if word != "a goes"] == parent.words()[:3]
    parent.renew("good")
    until(lambda: parent.words()[-1] == "jobs serves" and len(living(parent) - before) == 3)


def test_told_to_stop_meanwhile_all_end(family: Callable[..., Parent]) -> None:
    parent = family()
    before = living(parent)
    parent.renew("silent")
    until(lambda: len(living(parent)) == 4)
    everybody = living(parent) | before
    time.sleep(0.3)  # until the newest can hear
    parent.end()
    assert not [pid for pid in everybody if Path(f"/proc/{pid}").exists()]


def test_where_the_terminal_was_closed_the_same_signal_is_the_end(family: Callable[..., Parent]) -> None:
    ours, theirs = pty.openpty()
    parent = family(stderr=theirs)
    os.close(theirs)
    os.close(ours)
    parent.renew("good")
    assert parent.process.wait(10) == 0
    assert sorted(parent.words()[3:]) == ["a goes", "b goes", "jobs goes"]

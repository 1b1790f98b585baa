"""Who is here, in steps: nobody can be counted out of a small room, and no number flickers.

Each process knows the people of its own sockets. Once a second it tells the others who came and went, and every ten
seconds it renews its lease and reads theirs, which heals whatever a lost diff left wrong. Somebody with sockets in two
processes is one person. What a process said is forgotten when its lease has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from typing import Any

from django.conf import settings

from realtime import leases, registry
from realtime.hub import Hub
from realtime.leases import Leases
from realtime.registry import EventData
from realtime.topics import Reader

logger = logging.getLogger(__name__)
KIND, DIFF = "presence", "presence.diff"
TICK = 1.0
RENEW = 10.0
FEW = 10
SHOWN_IN = {"room", "lounge"}  # kinds of streams that tell how many are there


class Here(EventData):
    """How many are in a room, as the step that everybody may know."""

    here: str


registry.signal(KIND, Here, coalesced=True, text='How many are here: "none", "few", then "10", "85", "1,200".')


def in_steps(count: int) -> str:
    """`none`, `few` below ten, then about two significant digits: "10", "85", "120", "1,200"."""
    if count <= 0:
        return "none"
    if count < FEW:
        return "few"
    step = max(5, 10 ** max(0, len(str(count)) - 2))
    return f"{count // step * step:,}"


class Presence:
    """Counts people in streams over all processes and signals the step when it changes."""

    def __init__(self, hub: Hub, kept: Leases) -> None:
        self.hub = hub
        self.kept = kept
        self.local: defaultdict[str, dict[int, int]] = defaultdict(dict)  # stream -> person -> sockets
        self.others: defaultdict[str, dict[str, set[int]]] = defaultdict(dict)  # process -> stream -> people
        self.heard: dict[str, float] = {}  # process -> when
        self.diffs: defaultdict[str, dict[int, bool]] = defaultdict(dict)  # stream -> person -> came
        self.changed: set[str] = set()
        self.told: dict[str, str] = {}
        self._task: asyncio.Task[None] | None = None
        hub.signals.listeners[DIFF] = self._hear

    def start(self) -> None:
        self._task = asyncio.create_task(self._forever())

    async def stop(self) -> None:
        """Our people are gone with us: the others need not wait for the lease to end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        with contextlib.suppress(Exception):
            await self.kept.end(self.hub.bus.channel)

    def enter(self, reader: Reader, stream: str) -> None:
        people = self.local[stream]
        people[reader.person_id] = people.get(reader.person_id, 0) + 1
        if people[reader.person_id] == 1:
            self._note(stream, reader.person_id, came=True)

    def leave(self, reader: Reader, stream: str) -> None:
        people = self.local.get(stream)
        if people is None:
            return
        left = people.get(reader.person_id, 0) - 1
        if left > 0:
            people[reader.person_id] = left
        elif people.pop(reader.person_id, None) is not None:
            self._note(stream, reader.person_id, came=False)

    def _note(self, stream: str, person: int, *, came: bool) -> None:
        self.diffs[stream][person] = came
        self.changed.add(stream)

    def step(self, stream: str) -> str:
        return in_steps(len(self.people(stream)))

    def people(self, stream: str) -> set[int]:
        """Who is there, over all processes; what to tell of it is for those who know the people."""
        here = set(self.local.get(stream, ()))
        for streams in list(self.others.values()):
            here |= streams.get(stream, set())
        return here

    def _hear(self, said: dict[str, Any]) -> None:
        """Another process tells who came to it and who left it."""
        process, stream = said["sender"], said["stream"]
        people = self.others[process].setdefault(stream, set())
        people |= set(said["data"]["came"])
        people -= set(said["data"]["left"])
        self.heard[process] = asyncio.get_running_loop().time()
        self.changed.add(stream)

    async def _forever(self) -> None:
        turn = 0
        while True:
            if turn % int(RENEW / TICK) == 0:
                await self.renew()
            turn += 1
            await asyncio.sleep(TICK)
            self.tick()

    def tick(self) -> None:
        """Tell other processes who came and went, and our own readers the step, where it changed."""
        diffs, self.diffs = self.diffs, defaultdict(dict)
        for stream, people in diffs.items():
            came = [person for person, here in people.items() if here]
            left = [person for person, here in people.items() if not here]
            data = {"came": came, "left": left}
            self.hub.bus.send(stream, {"type": "signal", "stream": stream, "kind": DIFF, "about": "", "data": data})
            if not self.local.get(stream):
                self.local.pop(stream, None)
        changed, self.changed = self.changed, set()
        for stream in changed:
            self._tell(stream)

    async def renew(self) -> None:
        """Say who is here, and hear it of the others. Without Redis what was heard holds until the leases end."""
        mine = self.hub.bus.channel
        try:
            await self.kept.renew(mine, {stream: list(people) for stream, people in self.local.items() if people})
            said = await self.kept.read()
        except Exception:
            logger.warning("presence.leases_away", exc_info=logger.isEnabledFor(logging.DEBUG))
            said = {}
        now = asyncio.get_running_loop().time()
        for process, present in said.items():
            if process != mine:
                self._replace(process, {stream: set(people) for stream, people in present.items()})
                self.heard[process] = now
        for process in [one for one, at in self.heard.items() if now - at > leases.SECONDS]:
            self._replace(process, {})
            del self.others[process], self.heard[process]

    def _replace(self, process: str, present: dict[str, set[int]]) -> None:
        before = self.others[process]
        self.changed |= {s for s in {*before, *present} if before.get(s, set()) != present.get(s, set())}
        self.others[process] = present

    def _tell(self, stream: str) -> None:
        step = self.step(stream)
        if stream not in self.hub.topics:
            self.told.pop(stream, None)
        elif self.told.get(stream) != step:
            self.told[stream] = step
            self.hub.signals.show(
                {"type": "signal", "stream": stream, "kind": KIND, "about": "", "data": {"here": step}}
            )


def is_small(stream: str) -> bool:
    """Whether fewer than ten are there, as far as this process knows; nobody is there before it serves sockets."""
    return all(kept.step(stream) in {"none", "few"} for kept in list(_presences.values()))


_presences: dict[Hub, Presence] = {}


def of(hub: Hub) -> Presence:
    """The presence of a hub, started at first use."""
    if hub not in _presences:
        _presences.clear()
        kept: Leases = leases.Redis(settings.REDIS_URL) if settings.REDIS_URL else leases.Memory()
        _presences[hub] = Presence(hub, kept)
        _presences[hub].start()
        hub.farewells.append(_presences[hub].stop)
    return _presences[hub]


def people(stream: str) -> set[int]:
    """Who is in a stream, as far as this process knows; nobody before it serves sockets."""
    return set().union(*(kept.people(stream) for kept in list(_presences.values())))

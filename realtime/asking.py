"""Who may still read: open sockets are asked again when somebody's rights change, or the doors of a stream do."""

from __future__ import annotations

import asyncio

from django.conf import settings

from realtime import registry
from realtime.log import Event
from realtime.topics import Reader, Source, Topic

RIGHTS_CHANGED = "rights.changed"


class Asking:
    """Asks for one hub. What fails here fails the delivery of the event, which then comes again."""

    def __init__(self, topics: dict[str, Topic], source: Source) -> None:
        self.topics = topics
        self.source = source

    async def before(self, topic: Topic, event: Event) -> None:
        """Ask what an event makes one ask, before it is told."""
        if event.type == RIGHTS_CHANGED:
            await self._rights(event)
        elif registry.is_about_doors(event.type):
            await self._doors(topic)

    async def _rights(self, event: Event) -> None:
        """Somebody's rights changed: her sockets keep only what she may still read."""
        person = int(event.data["person"])
        await self.person(person)
        for key in event.data.get("ended_sessions", []):
            for reader in {r for t in self.topics.values() for r in t.readers if r.person_id == person}:
                reader.end_session(key)

    async def _doors(self, topic: Topic) -> None:
        """Not all who are here may stay. While they are asked the stream tells nobody anything: its lock is held.

        Who has to go is asked about everything else, too. As many at once as there are threads, so that the process
        has ears for others.
        """
        for some in _batches(sorted({reader.person_id for reader in topic.readers}), settings.REALTIME_THREADS):
            stay = await asyncio.gather(*(self.source.may_read(person, topic.name) for person in some))
            for person, stays in zip(some, stay, strict=True):
                if not stays:
                    self._show_out(topic, [reader for reader in topic.readers if reader.person_id == person])
                    await self.person(person)

    async def person(self, person: int) -> None:
        """Ask about all that somebody follows."""
        for topic in list(self.topics.values()):
            affected = [reader for reader in topic.readers if reader.person_id == person]
            if affected and not await self.source.may_read(person, topic.name):
                self._show_out(topic, affected)

    async def unseen(self) -> None:
        """Rights that changed without an event, since its row would name the person."""
        people = frozenset(reader.person_id for topic in self.topics.values() for reader in topic.follows)
        for person in await self.source.changed(people) if people else ():
            await self.person(person)

    def _show_out(self, topic: Topic, readers: list[Reader]) -> None:
        for reader in readers:
            topic.drop(reader)
            reader.lose(topic.name)


def _batches(people: list[int], size: int) -> list[list[int]]:
    return [people[at : at + size] for at in range(0, len(people), size)]

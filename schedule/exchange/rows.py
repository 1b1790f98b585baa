"""What the writers of an import share: the frame they write in, and rows filled from entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from core.models import Conference
from schedule.calendars.actions import BATCH, Spec
from schedule.exchange import plan as plans
from schedule.exchange.cast import Cast
from schedule.exchange.document import Item
from schedule.exchange.models import ImportedItem
from schedule.programme.models import Change, Place, Release, Session, Talk, Track

SESSION_FIELDS = (
    "title", "subtitle", "abstract", "description", "type", "language", "track", "kind", "state", "url", "links",
    "patients_welcome", "plain_language",
)  # fmt: skip
TALK_FIELDS = ("title", "abstract", "lay_summary")
IMPORTED_FIELDS = (
    "guid", "source_id", "text_key", "digest", "title", "start", "end", "place", "cancelled",
)  # fmt: skip

_Row = TypeVar("_Row", Place, Track)


@dataclass(slots=True)
class Frame:
    """Where an import writes, and what it has to tell of it."""

    conference: Conference
    source: str
    person_id: int | None
    progress: Callable[[str], None]
    now: datetime
    calendar: int
    release: Release
    places: dict[str, Place]
    tracks: dict[str, Track]
    cast: Cast
    changes: list[Change] = field(default_factory=list)

    def log(self, kind: Change.Kind, session: Session, before: dict[str, str], after: dict[str, str]) -> None:
        """Remember a line for the change log of the release."""
        self.changes.append(
            Change(
                release=self.release, at=self.now, kind=kind, session=session, before=before, after=after,
                by_id=self.person_id,
            )
        )  # fmt: skip


def fill_session(frame: Frame, session: Session, item: Item) -> Session:
    """The session as the entry describes it; unsaved."""
    session.conference = frame.conference
    for name in ("title", "subtitle", "abstract", "description", "type", "language", "url"):
        setattr(session, name, getattr(item, name))
    session.track = frame.tracks.get(item.track)
    session.kind = Session.Kind(item.kind.value)
    session.state = Session.State.CONFIRMED
    session.links = [{"url": link.url, "title": link.title} for link in item.links]
    session.patients_welcome, session.plain_language = item.patients_welcome, item.plain_language
    return session


def fill_talk(talk: Talk, item: Item) -> Talk:
    """The talk as the entry describes it; unsaved."""
    talk.title, talk.abstract, talk.lay_summary = item.title, item.abstract, item.lay_summary
    return talk


def fill_imported(row: ImportedItem, item: Item) -> ImportedItem:
    """What the next import of this source is compared with; unsaved."""
    row.guid, row.source_id, row.title, row.place = item.guid, item.source_id[:300], item.title, item.place
    row.text_key, row.digest = plans.text_key(item), plans.digest(item)
    row.start, row.end, row.cancelled = item.start, item.end, False
    return row


def named(model: type[_Row], conference: Conference, names: Iterable[str]) -> dict[str, _Row]:
    """The rows of those names, made where they are not there, after those that are."""
    manager = model._default_manager
    known = {str(row): row for row in manager.filter(conference=conference)}
    fresh = [name for name in names if name not in known]
    position = len(known)
    rows = [model(conference=conference, name=name, position=position + n) for n, name in enumerate(fresh)]
    return known | {str(row): row for row in manager.bulk_create(rows, batch_size=BATCH)}


def seated(places: dict[str, Place], capacities: Mapping[str, int]) -> dict[str, Place]:
    """The places with the seats a file tells, where nobody said so before."""
    found = [
        (place, capacities[name]) for name, place in places.items() if place.capacity is None and name in capacities
    ]
    for place, seats in found:
        place.capacity = seats
    Place.objects.bulk_update([place for place, _ in found], ["capacity"], batch_size=BATCH)
    return places


def spec(item: Item) -> Spec:
    """The calendar event of an entry."""
    return Spec(item.title, item.start, item.end)


def where(start: datetime, place: str) -> dict[str, str]:
    """When and where, as the change log keeps it."""
    return {"start": start.isoformat(), "place": place}

"""Carries out a plan with few queries: everything in bulk, whatever its size. Runs inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from core import clock
from core.models import Conference
from schedule.calendars import actions as calendars
from schedule.calendars.actions import BATCH, Spec
from schedule.exchange import plan as plans
from schedule.exchange.cast import Cast
from schedule.exchange.document import Document, Item
from schedule.exchange.models import ImportedItem
from schedule.exchange.plan import Known, Pair, Plan
from schedule.programme.actions import released
from schedule.programme.models import Change, Place, Release, ReleasedSitting, Session, Sitting, Talk, Track

_SESSION_FIELDS = (
    "title", "subtitle", "abstract", "description", "type", "language", "track", "kind", "state", "url", "links",
    "patients_welcome", "plain_language",
)  # fmt: skip
_TALK_FIELDS = ("title", "abstract", "lay_summary")
_SITTING_FIELDS = ("start", "end", "day", "place", "event", "sequence")
_IMPORTED_FIELDS = (
    "guid", "source_id", "text_key", "digest", "title", "start", "end", "place", "cancelled",
)  # fmt: skip

_Row = TypeVar("_Row", Place, Track)


class Applier:
    """Writes one plan into one conference."""

    def __init__(
        self, conference: Conference, source: str, person_id: int | None, progress: Callable[[str], None]
    ) -> None:
        self.conference = conference
        self.source = source
        self.person_id = person_id
        self.progress = progress
        self.now = clock.now()
        self.calendar = calendars.calendar_of(f"conference-{conference.pk}", conference.name)
        self.changes: list[Change] = []

    def run(self, plan: Plan, document: Document) -> None:
        """Write everything the plan says."""
        self._name_places_and_tracks(plan, document)
        self.cast = Cast(self.conference, self.source)
        self.cast.know(person for item in _written(plan) for person in item.people)
        self.release, amends = self._release(document)
        self._create(plan.created)
        self._change([*plan.changed, *plan.moved], {pair.known.ref for pair in plan.moved})
        self._cancel(plan.cancelled)
        if amends:  # the first release is new as a whole: it needs no list of what is new in it
            Change.objects.bulk_create(self.changes, batch_size=BATCH)

    def _name_places_and_tracks(self, plan: Plan, document: Document) -> None:
        used = _written(plan)
        places = dict.fromkeys((*document.places, *(item.place for item in used if item.place)))
        self.places = _named(Place, self.conference, places)
        self.tracks = _named(Track, self.conference, dict.fromkeys(item.track for item in used if item.track))

    def _release(self, document: Document) -> tuple[Release, bool]:
        release = Release.objects.select_for_update().filter(conference=self.conference).order_by("-number").first()
        if release is not None:
            return release, True
        release = Release.objects.create(
            conference=self.conference,
            number=1,
            version=document.version[:80] or "1",
            published_at=self.now,
            by_id=self.person_id,
        )
        return release, False

    # ---- new ---------------------------------------------------------------------------------------------------------

    def _create(self, items: Sequence[Item]) -> None:
        if not items:
            return
        sessions = Session.objects.bulk_create([self._session(Session(), item) for item in items], batch_size=BATCH)
        self._create_talks(items, sessions)
        events = calendars.create_events(self.calendar, [_spec(item) for item in items])
        guids = self._free_guids(items)
        sittings = Sitting.objects.bulk_create(
            [
                Sitting(
                    conference=self.conference, session=session, place=self.places.get(item.place), start=item.start,
                    end=item.end, day=item.day, guid=guid, event_id=event,
                )
                for item, session, event, guid in zip(items, sessions, events, guids, strict=True)
            ],
            batch_size=BATCH,
        )  # fmt: skip
        ImportedItem.objects.bulk_create(
            [
                self._imported(ImportedItem(conference=self.conference, sitting=sitting, source=self.source), item)
                for item, sitting in zip(items, sittings, strict=True)
            ],
            batch_size=BATCH,
        )
        ReleasedSitting.objects.bulk_create([released(self.release, row) for row in sittings], batch_size=BATCH)
        for session, item in zip(sessions, items, strict=True):
            self._log(Change.Kind.CREATED, session, {}, _where(item.start, item.place))
        self.progress(f"Created {len(items)} sessions.")

    def _create_talks(self, items: Sequence[Item], sessions: Sequence[Session]) -> None:
        talks = [self._talk(Talk(session=session), item) for session, item in zip(sessions, items, strict=True)]
        Talk.objects.bulk_create(talks, batch_size=BATCH)
        self.cast.appear(zip(talks, (item.people for item in items), strict=True))

    def _free_guids(self, items: Sequence[Item]) -> list[uuid.UUID]:
        """The guids of the items; a new one where an item has none or another sitting has it."""
        taken = set(Sitting.objects.filter(conference=self.conference).values_list("guid", flat=True))
        guids = []
        for item in items:
            guid = uuid.UUID(item.guid) if item.guid else uuid.uuid4()
            guid = uuid.uuid4() if guid in taken else guid
            taken.add(guid)
            guids.append(guid)
        return guids

    # ---- changed and moved -------------------------------------------------------------------------------------------

    def _change(self, pairs: Sequence[Pair], moved: set[int]) -> None:
        if not pairs:
            return
        sittings = self._sittings([pair.known for pair in pairs])
        pairs = [pair for pair in pairs if pair.known.ref in sittings]
        sessions = [self._session(sittings[pair.known.ref].session, pair.item) for pair in pairs]
        Session.objects.bulk_update(sessions, _SESSION_FIELDS, batch_size=100)
        self._change_talks(pairs, sessions)
        self._move(pairs, sittings, moved)
        self._remember(pairs)
        self._release_again([sittings[pair.known.ref] for pair in pairs])
        for pair, session in zip(pairs, sessions, strict=True):
            kind = Change.Kind.MOVED if pair.known.ref in moved else Change.Kind.CHANGED
            before, after = (
                _where(pair.known.start, pair.known.place),
                _where(pair.item.start, pair.item.place),
            )
            self._log(kind, session, before, after)
        self.progress(f"Changed or moved {len(pairs)} sessions.")

    def _sittings(self, known: Sequence[Known]) -> dict[int, Sitting]:
        rows = Sitting.objects.filter(pk__in=[entry.ref for entry in known]).select_related("session", "place")
        return {row.pk: row for row in rows}

    def _change_talks(self, pairs: Sequence[Pair], sessions: Sequence[Session]) -> None:
        rows = Talk.objects.filter(session__in=[session.pk for session in sessions], order=0)
        first = {talk.session_id: talk for talk in rows}
        talks = [self._talk(first.get(s.pk) or Talk(session=s), p.item) for s, p in zip(sessions, pairs, strict=True)]
        Talk.objects.bulk_create([talk for talk in talks if talk.pk is None], batch_size=BATCH)
        Talk.objects.bulk_update([talk for talk in talks if talk.pk], _TALK_FIELDS, batch_size=100)
        self.cast.leave(talks)
        self.cast.appear(zip(talks, (pair.item.people for pair in pairs), strict=True))

    def _move(self, pairs: Sequence[Pair], sittings: dict[int, Sitting], moved: set[int]) -> None:
        # One that was moved by hand since stays there, unless its source moves it again or brings it back.
        again = [pair for pair in pairs if pair.known.ref in moved or pair.known.cancelled]
        for pair in again:
            row, item = sittings[pair.known.ref], pair.item
            row.start, row.end, row.day, row.place = (
                item.start,
                item.end,
                item.day,
                self.places.get(item.place),
            )
        lost = [pair for pair in again if sittings[pair.known.ref].event_id is None]
        events = calendars.create_events(self.calendar, [_spec(pair.item) for pair in lost])
        for pair, event in zip(lost, events, strict=True):
            sittings[pair.known.ref].event_id = event
        rows = [sittings[pair.known.ref] for pair in pairs]
        calendars.change_events(
            {row.event_id: Spec(row.session.title, row.start, row.end) for row in rows if row.event_id}
        )
        for row in rows:
            row.sequence += 1
        Sitting.objects.bulk_update(rows, _SITTING_FIELDS, batch_size=100)

    def _remember(self, pairs: Sequence[Pair]) -> None:
        by_sitting = {pair.known.ref: pair.item for pair in pairs}
        rows = [
            self._imported(row, by_sitting[row.sitting_id])
            for row in ImportedItem.objects.filter(sitting__in=list(by_sitting))
        ]
        ImportedItem.objects.bulk_update(rows, _IMPORTED_FIELDS, batch_size=100)

    def _release_again(self, sittings: Sequence[Sitting], *, cancelled: bool = False) -> None:
        ReleasedSitting.objects.filter(release=self.release, sitting__in=[row.pk for row in sittings]).delete()
        ReleasedSitting.objects.bulk_create(
            [released(self.release, row, cancelled=cancelled) for row in sittings], batch_size=BATCH
        )

    # ---- cancelled ---------------------------------------------------------------------------------------------------

    def _cancel(self, known: Sequence[Known]) -> None:
        if not known:
            return
        rows = list(self._sittings(known).values())
        calendars.cancel_events(row.event_id for row in rows if row.event_id)
        for row in rows:
            row.event_id = None
            row.sequence += 1
            row.session.state = Session.State.CANCELLED
            self._log(Change.Kind.CANCELLED, row.session, _where(row.start, row.place.name if row.place else ""), {})
        Sitting.objects.bulk_update(rows, ["event", "sequence"], batch_size=100)
        Session.objects.bulk_update([row.session for row in rows], ["state"], batch_size=BATCH)
        ImportedItem.objects.filter(sitting__in=[row.pk for row in rows]).update(cancelled=True)
        self._release_again(rows, cancelled=True)
        self.progress(f"Cancelled {len(rows)} sessions.")

    # ---- rows from items ---------------------------------------------------------------------------------------------

    def _session(self, session: Session, item: Item) -> Session:
        session.conference = self.conference
        for name in ("title", "subtitle", "abstract", "description", "type", "language", "url"):
            setattr(session, name, getattr(item, name))
        session.track = self.tracks.get(item.track)
        session.kind = Session.Kind(item.kind.value)
        session.state = Session.State.CONFIRMED
        session.links = [{"url": link.url, "title": link.title} for link in item.links]
        session.patients_welcome, session.plain_language = item.patients_welcome, item.plain_language
        return session

    def _talk(self, talk: Talk, item: Item) -> Talk:
        talk.title, talk.abstract, talk.lay_summary = item.title, item.abstract, item.lay_summary
        return talk

    def _imported(self, row: ImportedItem, item: Item) -> ImportedItem:
        row.guid, row.source_id, row.title, row.place = (
            item.guid,
            item.source_id[:300],
            item.title,
            item.place,
        )
        row.text_key, row.digest = plans.text_key(item), plans.digest(item)
        row.start, row.end, row.cancelled = item.start, item.end, False
        return row

    def _log(self, kind: Change.Kind, session: Session, before: dict[str, str], after: dict[str, str]) -> None:
        self.changes.append(
            Change(
                release=self.release, at=self.now, kind=kind, session=session, before=before, after=after,
                by_id=self.person_id,
            )
        )  # fmt: skip


def _written(plan: Plan) -> list[Item]:
    return [*plan.created, *(pair.item for pair in (*plan.changed, *plan.moved))]


def _named(model: type[_Row], conference: Conference, names: Iterable[str]) -> dict[str, _Row]:
    """The rows of those names, made where they are not there, after those that are."""
    manager = model._default_manager
    known = {str(row): row for row in manager.filter(conference=conference)}
    fresh = [name for name in names if name not in known]
    position = len(known)
    rows = [model(conference=conference, name=name, position=position + n) for n, name in enumerate(fresh)]
    return known | {str(row): row for row in manager.bulk_create(rows, batch_size=BATCH)}


def _spec(item: Item) -> Spec:
    return Spec(item.title, item.start, item.end)


def _where(start: datetime, place: str) -> dict[str, str]:
    return {"start": start.isoformat(), "place": place}

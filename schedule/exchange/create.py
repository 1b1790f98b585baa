"""Writes the entries of a file that are new."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from schedule.calendars import actions as calendars
from schedule.calendars.actions import BATCH
from schedule.exchange.document import Item
from schedule.exchange.models import ImportedItem
from schedule.exchange.rows import Frame, fill_imported, fill_session, fill_talk, spec, where
from schedule.programme.models import Change, ReleasedSitting, Session, Sitting, Talk
from schedule.programme.releases.actions import released


def create(frame: Frame, items: Sequence[Item]) -> None:
    """Sessions, talks, sittings and events of the entries; all of them in the release."""
    if not items:
        return
    sessions = Session.objects.bulk_create([fill_session(frame, Session(), item) for item in items], batch_size=BATCH)
    _create_talks(frame, items, sessions)
    events = calendars.create_events(frame.calendar, [spec(item) for item in items])
    guids = _free_guids(frame, items)
    sittings = Sitting.objects.bulk_create(
        [
            Sitting(
                conference=frame.conference, session=session, place=frame.places.get(item.place), start=item.start,
                end=item.end, day=item.day, guid=guid, event_id=event,
            )
            for item, session, event, guid in zip(items, sessions, events, guids, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    ImportedItem.objects.bulk_create(
        [
            fill_imported(ImportedItem(conference=frame.conference, sitting=sitting, source=frame.source), item)
            for item, sitting in zip(items, sittings, strict=True)
        ],
        batch_size=BATCH,
    )
    ReleasedSitting.objects.bulk_create([released(frame.release, row) for row in sittings], batch_size=BATCH)
    for session, item in zip(sessions, items, strict=True):
        frame.log(Change.Kind.CREATED, session, {}, where(item.start, item.place))
    frame.progress(f"Created {len(items)} sessions.")


def _create_talks(frame: Frame, items: Sequence[Item], sessions: Sequence[Session]) -> None:
    talks = [fill_talk(Talk(session=session), item) for session, item in zip(sessions, items, strict=True)]
    Talk.objects.bulk_create(talks, batch_size=BATCH)
    frame.cast.appear(zip(talks, (item.people for item in items), strict=True))


def _free_guids(frame: Frame, items: Sequence[Item]) -> list[uuid.UUID]:
    """The guids of the items; a new one where an item has none or another sitting has it."""
    taken = set(Sitting.objects.filter(conference=frame.conference).values_list("guid", flat=True))
    guids = []
    for item in items:
        guid = uuid.UUID(item.guid) if item.guid else uuid.uuid4()
        guid = uuid.uuid4() if guid in taken else guid
        taken.add(guid)
        guids.append(guid)
    return guids

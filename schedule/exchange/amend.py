"""Writes what a new version of a file changes, moves or cancels."""

from __future__ import annotations

from collections.abc import Sequence

from schedule.calendars import actions as calendars
from schedule.calendars.actions import BATCH, Spec
from schedule.exchange.models import ImportedItem
from schedule.exchange.plan import Known, Pair
from schedule.exchange.rows import (
    IMPORTED_FIELDS,
    SESSION_FIELDS,
    TALK_FIELDS,
    Frame,
    fill_imported,
    fill_session,
    fill_talk,
    spec,
    where,
)
from schedule.programme.models import Change, ReleasedSitting, Session, Sitting, Talk
from schedule.programme.releases.actions import released

_SITTING_FIELDS = ("start", "end", "day", "place", "event", "sequence")


def change(frame: Frame, pairs: Sequence[Pair], moved: set[int]) -> None:
    """Bring known entries to what the file says; `moved` are the ids of sittings that change time or place."""
    if not pairs:
        return
    sittings = _sittings([pair.known for pair in pairs])
    pairs = [pair for pair in pairs if pair.known.ref in sittings]
    sessions = [fill_session(frame, sittings[pair.known.ref].session, pair.item) for pair in pairs]
    Session.objects.bulk_update(sessions, SESSION_FIELDS, batch_size=100)
    _change_talks(frame, pairs, sessions)
    _move(frame, pairs, sittings, moved)
    _remember(pairs)
    _release_again(frame, [sittings[pair.known.ref] for pair in pairs])
    for pair, session in zip(pairs, sessions, strict=True):
        kind = Change.Kind.MOVED if pair.known.ref in moved else Change.Kind.CHANGED
        before, after = (
            where(pair.known.start, pair.known.place),
            where(pair.item.start, pair.item.place),
        )
        frame.log(kind, session, before, after)
    frame.progress(f"Changed or moved {len(pairs)} sessions.")


def _sittings(known: Sequence[Known]) -> dict[int, Sitting]:
    rows = Sitting.objects.filter(pk__in=[entry.ref for entry in known]).select_related("session", "place")
    return {row.pk: row for row in rows}


def _change_talks(frame: Frame, pairs: Sequence[Pair], sessions: Sequence[Session]) -> None:
    rows = Talk.objects.filter(session__in=[session.pk for session in sessions], order=0)
    first = {talk.session_id: talk for talk in rows}
    talks = [fill_talk(first.get(s.pk) or Talk(session=s), p.item) for s, p in zip(sessions, pairs, strict=True)]
    Talk.objects.bulk_create([talk for talk in talks if talk.pk is None], batch_size=BATCH)
    Talk.objects.bulk_update([talk for talk in talks if talk.pk], TALK_FIELDS, batch_size=100)
    frame.cast.leave(talks)
    frame.cast.appear(zip(talks, (pair.item.people for pair in pairs), strict=True))


def _move(frame: Frame, pairs: Sequence[Pair], sittings: dict[int, Sitting], moved: set[int]) -> None:
    # One that was moved by hand since stays there, unless its source moves it again or brings it back.
    again = [pair for pair in pairs if pair.known.ref in moved or pair.known.cancelled]
    for pair in again:
        row, item = sittings[pair.known.ref], pair.item
        row.start, row.end, row.day, row.place = (
            item.start,
            item.end,
            item.day,
            frame.places.get(item.place),
        )
    lost = [pair for pair in again if sittings[pair.known.ref].event_id is None]
    events = calendars.create_events(frame.calendar, [spec(pair.item) for pair in lost])
    for pair, event in zip(lost, events, strict=True):
        sittings[pair.known.ref].event_id = event
    rows = [sittings[pair.known.ref] for pair in pairs]
    calendars.change_events({row.event_id: Spec(row.session.title, row.start, row.end) for row in rows if row.event_id})
    for row in rows:
        row.sequence += 1
    Sitting.objects.bulk_update(rows, _SITTING_FIELDS, batch_size=100)


def _remember(pairs: Sequence[Pair]) -> None:
    by_sitting = {pair.known.ref: pair.item for pair in pairs}
    rows = [
        fill_imported(row, by_sitting[row.sitting_id])
        for row in ImportedItem.objects.filter(sitting__in=list(by_sitting))
    ]
    ImportedItem.objects.bulk_update(rows, IMPORTED_FIELDS, batch_size=100)


def _release_again(frame: Frame, sittings: Sequence[Sitting], *, cancelled: bool = False) -> None:
    ReleasedSitting.objects.filter(release=frame.release, sitting__in=[row.pk for row in sittings]).delete()
    ReleasedSitting.objects.bulk_create(
        [released(frame.release, row, cancelled=cancelled) for row in sittings], batch_size=BATCH
    )


# ---- cancelled ---------------------------------------------------------------------------------------------------


def cancel(frame: Frame, known: Sequence[Known]) -> None:
    """Cancel entries that the file lacks or calls off; they stay in the release as cancelled."""
    if not known:
        return
    rows = list(_sittings(known).values())
    calendars.cancel_events(row.event_id for row in rows if row.event_id)
    for row in rows:
        row.event_id = None
        row.sequence += 1
        row.session.state = Session.State.CANCELLED
        frame.log(Change.Kind.CANCELLED, row.session, where(row.start, row.place.name if row.place else ""), {})
    Sitting.objects.bulk_update(rows, ["event", "sequence"], batch_size=100)
    Session.objects.bulk_update([row.session for row in rows], ["state"], batch_size=BATCH)
    ImportedItem.objects.filter(sitting__in=[row.pk for row in rows]).update(cancelled=True)
    _release_again(frame, rows, cancelled=True)
    frame.progress(f"Cancelled {len(rows)} sessions.")

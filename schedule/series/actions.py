"""The only writers of series. What changes for the public amends the current release, with a line in its change log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from core.text import markdown
from realtime import log
from realtime.log import News
from schedule.calendars import actions as calendars
from schedule.calendars import queries as happenings
from schedule.calendars import walls
from schedule.calendars.actions import BATCH, Every, Spec
from schedule.calendars.availability import check_wall
from schedule.calendars.queries import Happening
from schedule.programme import events, followers
from schedule.programme import queries as programme
from schedule.programme.letters import tell
from schedule.programme.models import Change, Place, Release, ReleasedSitting, Session, Sitting
from schedule.programme.releases.actions import released
from schedule.series import planning, queries
from schedule.series.models import Meeting, Series

_EVERY = {"week": Every.WEEK, "fortnight": Every.WEEK, "month_day": Every.MONTH, "month_weekday": Every.MONTH}


def create_series(
    actor: Actor, conference: Conference, *, title: str, about: str, kind: str, every: str, zone: str,
    start: datetime, minutes: int, times: int, place: Place | None, fold: int | None = None,
) -> Series:  # fmt: skip
    """A series from the wall clock `start` on, and a session for each of its meetings.

    Raises Invalid for an hour that does not exist, one that comes twice without `fold`, and what is too long.
    """
    home = ZoneInfo(zone)
    for wall in (planned := planning.walls(start, every, times)):
        if wall == start or walls.is_doubled(wall, home):
            check_wall(wall, home, fold, "start")
    series = Series(conference=conference, title=title, about=about, kind=kind, every=every, zone=zone, place=place)
    series.event_id = _event(series, home, planned, timedelta(minutes=minutes), fold or 0)
    series.save()
    _plan_meetings(actor, series, happenings.occurrences(series.event_id))
    return series


def _event(series: Series, home: ZoneInfo, planned: Sequence[datetime], length: timedelta, fold: int) -> int:
    first = walls.instant_or_jump(planned[0], home, fold)
    calendar = calendars.calendar_of(f"series-{series.conference_id}", series.conference.name)
    try:
        return calendars.create_series(
            calendar, Spec(series.title, first, first + length), series.zone, _EVERY[series.every],
            walls.instant_or_jump(planned[-1] + timedelta(minutes=1), home, fold),
            planning.params(planned[0], series.every), fold=fold,
        )  # fmt: skip
    except ValueError:
        raise Invalid("series.too_long", _("A series lasts at most three years."), field="times") from None


def _plan_meetings(actor: Actor, series: Series, times: Sequence[Happening]) -> None:
    """Sessions, sittings and meetings in bulk; public at once where a release is."""
    made = Session.objects.bulk_create([_session(series) for _ in times], batch_size=BATCH)
    home = ZoneInfo(series.zone)
    sittings = Sitting.objects.bulk_create(
        [
            Sitting(
                conference_id=series.conference_id, session=session, place=series.place, start=one.start, end=one.end,
                day=one.start.astimezone(home).date(),
            )
            for session, one in zip(made, times, strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Meeting.objects.bulk_create(
        [
            Meeting(series=series, original_start=one.original_start, session=sitting.session, sitting=sitting)
            for sitting, one in zip(sittings, times, strict=True)
        ],
        batch_size=BATCH,
    )
    _release(actor, series, sittings)


def _session(series: Series) -> Session:
    return Session(
        conference_id=series.conference_id,
        title=series.title,
        abstract=markdown(series.about),
        type=str(Series.Kind(series.kind).label),
        state=Session.State.CONFIRMED,
    )


def _release(actor: Actor, series: Series, sittings: Sequence[Sitting]) -> None:
    release = Release.objects.select_for_update().filter(conference=series.conference_id).order_by("-number").first()
    if release is None:
        return  # they are in the first release when it comes
    ReleasedSitting.objects.bulk_create([released(release, one) for one in sittings], batch_size=BATCH)
    Change.objects.bulk_create(
        [
            Change(
                release=release, at=clock.now(), kind=Change.Kind.CREATED, session=one.session, sitting=one,
                after={"start": one.start.isoformat(), "place": str(one.place or "")}, by_id=actor.person_id,
            )
            for one in sittings
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Release.objects.filter(pk=release.pk).update(revision=F("revision") + 1)


def move_meeting(
    actor: Actor, meeting: Meeting, start: datetime, minutes: int, place: Place | None, fold: int | None = None,
    version: int | None = None,
) -> None:  # fmt: skip
    """Another time or place for one meeting; the others stay.

    Raises Conflict for one that is over or cancelled, or that somebody changed since `version` was looked at.
    """
    _lock(meeting)
    if version is not None and meeting.sitting.version != version:
        raise Conflict("sitting.changed", _("Somebody changed this meanwhile. Look again, then press once more."))
    home = ZoneInfo(meeting.series.zone)
    check_wall(start, home, fold, "start")
    begin = walls.instant_or_jump(start, home, fold or 0)
    _move(actor, meeting, begin, begin + timedelta(minutes=minutes), place)


def move_series(actor: Actor, series: Series, days: int, at: datetime, minutes: int) -> int:
    """All meetings to come: `days` later or earlier, at the wall clock of `at`; how many moved.

    An hour that does not exist on one of the days is refused, as everywhere; nothing is moved then.
    """
    home, moved = ZoneInfo(series.zone), 0
    for meeting in queries.coming(series, clock.now()):
        if meeting.cancelled:
            continue
        day = walls.wall_of(meeting.sitting.start, home).date() + timedelta(days=days)
        move_meeting(actor, meeting, datetime.combine(day, at.time()), minutes, meeting.sitting.place, at.fold)
        moved += 1
    return moved


def cancel_meeting(actor: Actor, meeting: Meeting) -> None:
    """This one does not take place. Saying it twice changes nothing."""
    _lock(meeting)
    _must_be_to_come(meeting)
    if meeting.cancelled:
        return
    calendars.cancel_occurrence(_event_of(meeting), meeting.original_start)
    _set_state(actor, meeting, Session.State.CANCELLED, Change.Kind.CANCELLED)


def restore_meeting(actor: Actor, meeting: Meeting) -> None:
    """It takes place after all, when and where it was before it was cancelled."""
    _lock(meeting)
    _must_be_to_come(meeting)
    if not meeting.cancelled:
        return
    sitting = meeting.sitting
    calendars.move_occurrence(
        _event_of(meeting), meeting.original_start, Spec(meeting.session.title, sitting.start, sitting.end)
    )
    _set_state(actor, meeting, Session.State.CONFIRMED, Change.Kind.CHANGED)


def end_series(actor: Actor, series: Series) -> int:
    """No meeting from now on; how many were cancelled."""
    left = [one for one in queries.coming(series, clock.now()) if not one.cancelled]
    for meeting in left:
        cancel_meeting(actor, meeting)
    Series.objects.filter(pk=series.pk).update(ended_at=clock.now())
    return len(left)


def name_meeting(actor: Actor, meeting: Meeting, title: str) -> None:
    """What this one is about; empty is the name of the series."""
    Session.objects.filter(pk=meeting.session_id).update(title=title or meeting.series.title, version=F("version") + 1)
    Sitting.objects.filter(pk=meeting.sitting_id).update(sequence=F("sequence") + 1)
    row = queries.released(meeting)
    if row is not None:
        _tell(actor, row, Change.Kind.CHANGED, _where(row))


def _move(actor: Actor, meeting: Meeting, start: datetime, end: datetime, place: Place | None) -> None:
    _must_be_to_come(meeting)
    if meeting.cancelled:
        raise Conflict("meeting.cancelled", _("This meeting is cancelled. Bring it back first."))
    if start <= clock.now():
        raise Invalid("meeting.past", _("Choose a time that is still to come."), field="start")
    sitting = meeting.sitting
    if (sitting.start, sitting.end, sitting.place_id) == (start, end, place.pk if place else None):
        return
    calendars.move_occurrence(_event_of(meeting), meeting.original_start, Spec(meeting.session.title, start, end))
    day = start.astimezone(ZoneInfo(meeting.series.zone)).date()
    fields: dict[str, Any] = {"start": start, "end": end, "place": place, "day": day}
    Sitting.objects.filter(pk=sitting.pk).update(**fields, sequence=F("sequence") + 1, version=F("version") + 1)
    row = queries.released(meeting)
    if row is not None:
        before = _where(row)
        ReleasedSitting.objects.filter(pk=row.pk).update(**fields)
        for name, value in fields.items():
            setattr(row, name, value)
        _tell(actor, row, Change.Kind.MOVED, before)


def _set_state(actor: Actor, meeting: Meeting, state: Session.State, kind: Change.Kind) -> None:
    Session.objects.filter(pk=meeting.session_id).update(state=state, version=F("version") + 1)
    Sitting.objects.filter(pk=meeting.sitting_id).update(sequence=F("sequence") + 1, version=F("version") + 1)
    row = queries.released(meeting)
    if row is not None:
        row.cancelled = state == Session.State.CANCELLED
        row.save(update_fields=["cancelled"])
        _tell(actor, row, kind, _where(row))


def _tell(actor: Actor, row: ReleasedSitting, kind: Change.Kind, before: dict[str, str]) -> None:
    """A line in the change log, a word to open pages, and letters to those who starred it."""
    after = {} if row.cancelled else _where(row)
    change = Change.objects.create(
        release_id=row.release_id, at=clock.now(), kind=kind, session=row.session, sitting=row.sitting, before=before,
        after=after, by_id=actor.person_id, told=Change.Told.TOLD,
    )  # fmt: skip
    Release.objects.filter(pk=row.release_id).update(revision=F("revision") + 1)
    row.sitting.refresh_from_db()
    conference = row.session.conference
    talks = list(programme.with_talks(row.session).talks.all())
    data = events.data(row, talks, conference.zone)
    log.append(News(f"conference:{conference.pk}", events.MOVED, data, subject=f"sitting:{row.sitting_id}"))
    followers.tell_moved(row.session)
    tell(change.pk)


def _lock(meeting: Meeting) -> None:
    """The sitting as it is now, held until the end of the unit of work."""
    Sitting.objects.select_for_update().get(pk=meeting.sitting_id)
    meeting.refresh_from_db(fields=["session", "sitting"])


def _must_be_to_come(meeting: Meeting) -> None:
    if meeting.sitting.end <= clock.now():
        raise Conflict("meeting.over", _("This meeting is over."))


def _event_of(meeting: Meeting) -> int:
    event = meeting.series.event_id
    if event is None:
        raise Conflict("series.ended", _("This series has ended."))
    return int(event)


def _where(row: ReleasedSitting) -> dict[str, str]:
    return {"start": row.start.isoformat(), "end": row.end.isoformat(), "place": row.place.name if row.place else ""}

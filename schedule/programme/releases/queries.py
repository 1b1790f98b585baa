"""Reads what a release page needs: the work in progress beside what is public, warnings, fairness, the outbox."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from accounts import queries as people
from accounts.zones import places
from core.errors import NotFound
from schedule.calendars import availability
from schedule.calendars.availability import Window as Slot
from schedule.programme import fairness, queries, regions, warnings
from schedule.programme import speakers as cast
from schedule.programme.differences import Differences, Placed, between
from schedule.programme.fairness import Meter
from schedule.programme.models import Change, Release, ReleasedSitting, Session, SignUp, Sitting
from schedule.programme.warnings import Finding, Planned, Window

State = Session.State
SHOWN_KINDS = (Session.Kind.TALK, Session.Kind.BREAK)
_YEAR = timedelta(days=365)
_GONE = (State.REJECTED, State.WITHDRAWN, State.CANCELLED)


def in_progress(conference_id: int) -> QuerySet[Sitting]:
    """All sittings of the work in progress, whatever their session's state."""
    return Sitting.objects.filter(conference=conference_id, dropped=False)


def publishable(conference_id: int) -> QuerySet[Sitting]:
    """The sittings that a release made now would show as taking place."""
    rows = in_progress(conference_id).filter(session__state=State.CONFIRMED, session__kind__in=SHOWN_KINDS)
    return rows.select_related("session", "place")


def cancelled_in(release: Release) -> QuerySet[ReleasedSitting]:
    """What a release has of sessions that are cancelled by now: the next one shows them as cancelled."""
    return ReleasedSitting.objects.filter(release=release, session__state=State.CANCELLED)


def difference(release: Release | None, rows: Iterable[Sitting]) -> Differences:
    """How the work in progress differs from a release. One query besides `rows`."""
    shown = released_rows(release) if release else ()
    before = [placed(row.sitting_id, row) for row in shown]
    return between(before, [placed(row.pk, row) for row in rows])


def released_rows(release: Release) -> QuerySet[ReleasedSitting]:
    """Everything in a release, with session and place."""
    return ReleasedSitting.objects.filter(release=release).select_related("session", "place")


def placed(pk: int, row: Sitting | ReleasedSitting) -> Placed:
    """A sitting of either table as a plain value."""
    place = row.place.name if row.place else ""
    gone = isinstance(row, ReleasedSitting) and row.cancelled
    return Placed(pk, row.session_id, row.session.title, row.start, row.end, row.place_id, place, gone)


def release(conference_id: int, number: int) -> Release:
    """A release by its number, or NotFound."""
    found = Release.objects.filter(conference=conference_id, number=number).first()
    if found is None:
        raise NotFound
    return found


def releases(conference_id: int) -> QuerySet[Release]:
    """All releases, the newest first, each with how many lines its change log has."""
    # A query that groups does not keep the order of its model
    return Release.objects.filter(conference=conference_id).annotate(lines=Count("changes")).order_by("-number")


def planned(conference_id: int) -> list[Planned]:
    """The work in progress as the warnings see it. Five queries."""
    sessions = Session.objects.filter(conference=conference_id).exclude(state__in=_GONE)
    rows: dict[int, list[Sitting]] = defaultdict(list)
    for row in in_progress(conference_id).select_related("place"):
        rows[row.session_id].append(row)
    speakers = cast.speaker_ids(conference_id)
    seated = dict(
        SignUp.objects.filter(session__conference=conference_id)
        .values_list("session")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: list[Planned] = []
    for session in sessions.defer("abstract", "description", "links"):
        said = (speakers.get(session.pk, ()), seated.get(session.pk, 0))
        found += [_planned(session, row, *said) for row in rows.get(session.pk, [])] or [_planned(session, None, *said)]
    return found


def _planned(session: Session, row: Sitting | None, speakers: Sequence[tuple[int, str]], seated: int) -> Planned:
    place = row.place if row else None
    return Planned(
        session=session.pk,
        title=session.planned_title,
        state=session.state,
        is_break=session.kind == Session.Kind.BREAK,
        is_blocker=session.kind == Session.Kind.BLOCKER,
        has_track=session.track_id is not None,
        sitting=row.pk if row else None,
        start=row.start if row else None,
        end=row.end if row else None,
        place=row.place_id if row else None,
        place_name=place.name if place else "",
        capacity=place.capacity if place else None,
        signed_up=seated,
        speakers=tuple(speakers),
    )


def findings(conference_id: int) -> list[Finding]:
    """What to look at before a release. Seven queries for a congress; series of years take three more for each year."""
    rows = planned(conference_id)
    speakers = {key for row in rows for key, _name in row.speakers}
    places = {row.place for row in rows if row.place is not None}
    windows: tuple[dict[int, list[Window]], dict[int, list[Window]]] = ({}, {})
    for span in _slices((row.start, row.end) for row in rows if row.start and row.end):
        for known, found in zip(windows, available(speakers, places, span), strict=True):
            for key, more in found.items():
                known[key] = [*known.get(key, ()), *more]
    return warnings.findings(rows, *windows)


def _slices(spans: Iterable[Window]) -> list[Window]:
    """Ranges of less than a year that hold all of the spans: availability is asked for no longer ones."""
    found: list[Window] = []
    for start, end in sorted(spans):
        if found and start - found[-1][0] < _YEAR:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def available(
    speakers: Iterable[int], places: Iterable[int], span: Window
) -> tuple[dict[int, list[Window]], dict[int, list[Window]]]:
    """When these speakers and places can be had in the span; who never entered hours is not in the answer.

    Who did, and none of them then, cannot be had: an empty list. Three queries.
    """
    keys = [*(f"speaker-{pk}" for pk in speakers), *(f"place-{pk}" for pk in places)]
    known: dict[str, list[Slot]] = {key: [] for key in availability.entries(keys)}
    known |= availability.windows(keys, *span)
    found: dict[str, dict[int, list[Window]]] = {"speaker": {}, "place": {}}
    for key, rows in known.items():
        kind, _, pk = key.partition("-")
        found[kind][int(pk)] = [(row.start, row.end) for row in rows]
    return found["speaker"], found["place"]


def meter(conference_id: int) -> Meter:
    """The fairness of what a release made now would show. Two queries."""
    sittings: dict[int, list[Window]] = defaultdict(list)
    rows = publishable(conference_id).filter(session__kind=Session.Kind.TALK)
    for session, start, end in rows.values_list("session", "start", "end"):
        sittings[session].append((start, end))
    return fairness.measure(people.zones(conference_id), sittings, _region)


def _region(zone: str) -> str:
    return regions.region(zone, places.where(zone))


def titles(sessions: Iterable[int]) -> dict[int, str]:
    return dict(Session.objects.filter(pk__in=list(sessions)).values_list("pk", "title"))


def waiting(conference_id: int) -> QuerySet[Change]:
    """Changes of which nobody was told yet, oldest first."""
    found = Change.objects.filter(release__conference=conference_id, told=Change.Told.WAITING)
    return found.select_related("session", "release").order_by("at", "pk")


def change_log(conference_id: int, most: int = 500) -> list[Change]:
    """The public change log, the newest first: only what may be known of sessions that are or were public."""
    found = Change.objects.filter(
        Q(session__state__in=queries.PUBLIC_STATES) | Q(kind=Change.Kind.CANCELLED), release__conference=conference_id
    )
    return list(found.select_related("session", "release").order_by("-at", "-pk")[:most])


def pending(conference_id: int) -> QuerySet[Session]:
    """Sessions that are decided and not yet announced."""
    return Session.objects.filter(conference=conference_id).exclude(pending_state="").order_by("title", "pk")


def session(pk: int) -> Session:
    """A session of the work in progress, or NotFound."""
    found = Session.objects.select_related("conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found

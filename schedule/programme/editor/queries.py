"""Reads the work in progress for its editor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef

from core.errors import NotFound
from core.models import Conference
from schedule.programme.editor.items import KINDS, Framing
from schedule.programme.models import Place, Session, SessionType, Sitting, Speaker, Track
from schedule.programme.releases import queries as released

SATELLITES = timedelta(days=3)  # meetings around a congress are planned with it
_GONE = (Session.State.REJECTED, Session.State.WITHDRAWN, Session.State.CANCELLED)


def sitting(pk: int) -> Sitting:
    """A sitting of the work in progress, or NotFound."""
    found = Sitting.objects.select_related("session", "conference", "place").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def session_by_code(conference: Conference, code: str) -> Session:
    """A session of the work in progress by its code, whatever its state; NotFound without one."""
    found = Session.objects.filter(conference=conference, code=code).select_related("track", "chair").first()
    if found is None:
        raise NotFound
    found.conference = conference
    return found


def sessions(conference_id: int, pks: Iterable[int]) -> list[Session]:
    """These sessions of the conference, in the order of their ids; NotFound when one is not there."""
    wanted = set(pks)
    found = list(Session.objects.filter(conference=conference_id, pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise NotFound
    return found


def sittings_of(sessions: Iterable[Session]) -> list[Sitting]:
    """The sittings of these sessions, in the order of their ids."""
    found = Sitting.objects.filter(session__in=[session.pk for session in sessions], dropped=False)
    return list(found.select_related("session").order_by("pk"))


def item(conference_id: int, kind: str, pk: int) -> Any:
    """A place, track or type of the conference, or NotFound."""
    found = KINDS[kind]._default_manager.filter(conference=conference_id, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def overlapping(
    conference_id: int, start: datetime, end: datetime, place: Place | None, besides: Sitting | None
) -> Sitting | None:
    """What the work in progress has in a place at that time; without a place nothing is in the way."""
    if place is None:
        return None
    rows = released.in_progress(conference_id).filter(place=place, start__lt=end, end__gt=start)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    return rows.exclude(session__state__in=_GONE).select_related("session").first()


def day_rows(conference_id: int, day: date, *, everything: bool) -> list[Sitting]:
    """The sittings of a conference day, breaks and blockers only unless `everything`."""
    rows = released.in_progress(conference_id).filter(day=day).exclude(session__state__in=_GONE)
    if not everything:
        rows = rows.exclude(session__kind=Session.Kind.TALK)
    return list(rows.select_related("session").order_by("start", "pk"))


def name_taken(item: Framing, conference_id: int, name: str) -> bool:
    """Whether another item of that kind has the name."""
    return type(item)._default_manager.filter(conference=conference_id, name=name).exclude(pk=item.pk).exists()


def next_position(item: Framing, conference_id: int) -> int:
    """After all that are there."""
    last = type(item)._default_manager.filter(conference=conference_id).aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def in_use(item: Framing) -> bool:
    """Whether something stands on a place, track or type."""
    if isinstance(item, Place):
        return item.sittings.filter(dropped=False).exists()
    if isinstance(item, Track):
        return item.sessions.exists()
    return Session.objects.filter(conference=item.conference_id, type=str(item)).exists()


# ---- the editor's page -----------------------------------------------------------------------------------------------


def frame(conference_id: int) -> dict[str, list[Any]]:
    """Places, tracks and types. Three queries."""
    models = {"places": Place, "tracks": Track, "types": SessionType}
    return {name: list(model._default_manager.filter(conference=conference_id)) for name, model in models.items()}


def type_names(conference_id: int, types: Sequence[SessionType]) -> list[str]:
    """The names of types that are offered: those kept, then those that sessions bring. One query."""
    used = Session.objects.filter(conference=conference_id).exclude(type="").values_list("type", flat=True).distinct()
    return list(dict.fromkeys([*(kind.name for kind in types), *sorted(used)]))


def unscheduled(conference_id: int) -> list[Session]:
    """Sessions that wait for a time, by title."""
    placed = Sitting.objects.filter(session=OuterRef("pk"), dropped=False)
    found = Session.objects.filter(~Exists(placed), conference=conference_id).exclude(state__in=_GONE)
    return list(found.select_related("track").defer("abstract", "description", "links").order_by("title", "pk"))


def on_day(conference_id: int, day: date) -> list[Sitting]:
    """What the work in progress has on a day, with session, track and place."""
    rows = released.in_progress(conference_id).filter(day=day).exclude(session__state__in=_GONE)
    return list(
        rows.select_related("session__track", "place")
        .defer("session__abstract", "session__description", "session__links")
        .order_by("start", "place__position", "pk")
    )


def days(conference: Conference) -> list[date]:
    """The days of the congress, and those around it on which something sits; series have a page of their own.

    One query.
    """
    count = (conference.ends_on - conference.starts_on).days + 1
    own = {conference.starts_on + timedelta(days=at) for at in range(min(count, 60))}
    near = (conference.starts_on - SATELLITES, conference.ends_on + SATELLITES)
    rows = released.in_progress(conference.pk).filter(day__range=near)
    return sorted(own | set(rows.values_list("day", flat=True)))


def speakers(conference_id: int) -> list[Speaker]:
    return list(Speaker.objects.filter(conference=conference_id).only("pk", "code", "name"))

"""Moves on the day: they amend the current release, with an entry in its change log, and nobody waits for a letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid, NotFound
from realtime import log
from realtime.log import News
from schedule.calendars import actions as calendars
from schedule.calendars.actions import Spec
from schedule.programme import events, followers
from schedule.programme.letters import tell
from schedule.programme.models import Change, Place, Release, ReleasedSitting, Session, Sitting, Talk
from schedule.programme.onday import queries
from schedule.programme.onday.ripple import Span, ripple


def delay(actor: Actor, row: ReleasedSitting, minutes: int, version: int, *, following: bool) -> list[ReleasedSitting]:
    """Begin later; one that runs already ends later instead. All rows that moved, the one asked for first.

    Raises Conflict when it moved since it was looked at, or is over.
    """
    row, now = _locked(row, version), clock.now()
    if row.end <= now:
        raise Conflict("sitting.over", _("This session is over."))
    by = timedelta(minutes=minutes)
    start = row.start if row.start <= now else row.start + by
    spans = [Span(row.sitting_id, start, row.end + by)]
    later = queries.following(row) if following else []
    by_sitting = {one.sitting_id: one for one in (row, *later)}
    if following:
        spans += ripple(row.end + by, [_span(one) for one in later])
    for span in spans:
        _amend(actor, by_sitting[span.id], start=span.start, end=span.end)
    return [by_sitting[span.id] for span in spans]


def _span(row: ReleasedSitting) -> Span:
    return Span(row.sitting_id, row.start, row.end, gives_way=row.session.kind == Session.Kind.BREAK)


def relocate(actor: Actor, row: ReleasedSitting, place: Place, version: int) -> None:
    """Move to another place. Raises Conflict when it moved since it was looked at, Invalid when something is there."""
    row = _locked(row, version)
    there = queries.taken(row, place.pk)
    if there is not None:
        sorry = _("“%(title)s” is in %(place)s at that time.") % {"title": there.session.title, "place": place.name}
        raise Invalid("place.taken", sorry, field="place")
    _amend(actor, row, place=place)


def swap_talks(actor: Actor, row: ReleasedSitting, first: int, second: int, version: int) -> None:
    """Let two talks of the session change places in its order."""
    row = _locked(row)
    session = Session.objects.select_for_update().get(pk=row.session_id)
    if session.version != version:
        raise Conflict("sitting.changed", _("Somebody changed this meanwhile. Look again, then press once more."))
    order = {talk.pk: talk for talk in queries.talks(session.pk)}
    if first not in order or second not in order:
        raise NotFound
    before = [talk.title for talk in order.values()]
    _exchange(order[first], order[second])
    Session.objects.filter(pk=session.pk).update(version=F("version") + 1, draft=_swapped(session, first, second))
    Sitting.objects.filter(pk=row.sitting_id).update(sequence=F("sequence") + 1)
    after = [talk.title for talk in queries.talks(session.pk)]
    row.session.version = version + 1
    _tell(actor, row, Change.Kind.CHANGED, {"talks": before}, {"talks": after})


def _swapped(session: Session, first: int, second: int) -> dict[str, Any]:
    """The words that wait for a release, with the two talks in their new order: the release must not undo it."""
    talks = list(session.draft.get("talks", ()))
    at = {talk["id"]: number for number, talk in enumerate(talks) if talk["id"] in {first, second}}
    if len(at) != 2:
        return dict(session.draft)
    one, other = at[first], at[second]
    talks[one], talks[other] = talks[other], talks[one]
    return {**session.draft, "talks": talks}


def _exchange(one: Talk, other: Talk) -> None:
    """Two steps and a free number between them: no two talks of a session may have the same."""
    free = 32_767
    Talk.objects.filter(pk=one.pk).update(order=free)
    Talk.objects.filter(pk=other.pk).update(order=one.order)
    Talk.objects.filter(pk=one.pk).update(order=other.order)


def _locked(row: ReleasedSitting, version: int | None = None) -> ReleasedSitting:
    """The row as it is now, under the lock of its release; Conflict when it is not as it was looked at."""
    Release.objects.select_for_update().get(pk=row.release_id)
    found = ReleasedSitting.objects.select_related("session__conference", "sitting", "place").filter(pk=row.pk).first()
    if found is None or (version is not None and found.sitting.version != version):
        raise Conflict("sitting.changed", _("Somebody changed this meanwhile. Look again, then press once more."))
    return found


def _amend(actor: Actor, row: ReleasedSitting, **fields: Any) -> None:
    """Change a row of the release and the sitting behind it, unless that is being worked on and stands elsewhere."""
    before, sitting = _where(row), row.sitting
    as_released = (sitting.start, sitting.end, sitting.place_id) == (row.start, row.end, row.place_id)
    for name, value in fields.items():
        setattr(row, name, value)
        if as_released:
            setattr(sitting, name, value)
    sitting.sequence += 1
    sitting.version += 1
    row.save(update_fields=list(fields))
    sitting.save(update_fields=[*fields, "sequence", "version"])
    if sitting.event_id and as_released:
        calendars.change_events({sitting.event_id: Spec(row.session.title, row.start, row.end)})
    _tell(actor, row, Change.Kind.MOVED, before, _where(row))


def _tell(actor: Actor, row: ReleasedSitting, kind: Change.Kind, before: dict[str, Any], after: dict[str, Any]) -> None:
    change = Change.objects.create(
        release_id=row.release_id, at=clock.now(), kind=kind, session=row.session, sitting=row.sitting, before=before,
        after=after, by_id=actor.person_id, told=Change.Told.TOLD,
    )  # fmt: skip
    Release.objects.filter(pk=row.release_id).update(revision=F("revision") + 1)
    tell_open_pages(row)
    tell(change.pk)


def tell_open_pages(row: ReleasedSitting) -> None:
    """Rooms and pages of the session show where it is now. `row` with session, conference, place and sitting."""
    conference = row.session.conference
    data = events.data(row, queries.talks(row.session_id), conference.zone)
    log.append(News(f"conference:{conference.pk}", events.MOVED, data, subject=f"sitting:{row.sitting_id}"))
    followers.tell_moved(row.session)


def _where(row: ReleasedSitting) -> dict[str, Any]:
    place = row.place.name if row.place else ""
    return {"start": row.start.isoformat(), "end": row.end.isoformat(), "place": place}

"""Reads what somebody needs who moves sessions on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.errors import NotFound
from schedule.programme import events, followers, queries, rules
from schedule.programme.models import Place, ReleasedSitting, Session, Sitting, Talk


@dataclass(frozen=True, slots=True)
class Running:
    """A public sitting as the subject of a command: `scope` is where its chair's grants count."""

    row: ReleasedSitting
    scope: str

    @property
    def conference_id(self) -> int:
        return self.row.session.conference_id

    @property
    def chair(self) -> int | None:
        """The person whom the programme names as chair, if she has an account."""
        return self.row.session.chair.person_id if self.row.session.chair else None

    @property
    def recorded_as(self) -> Sitting:
        return self.row.sitting


def running(sitting: int) -> Running:
    """A sitting of the current release by its id; NotFound for what is not public."""
    found = ReleasedSitting.objects.filter(sitting=sitting, session__state=Session.State.CONFIRMED, cancelled=False)
    row = found.select_related("session__chair", "session__conference", "sitting", "place").order_by("-release__number")
    newest = row.first()
    if newest is None or newest.release_id != _current(newest.session.conference_id):
        raise NotFound
    return Running(newest, followers.scope_of(newest.session_id))


def _current(conference_id: int) -> int | None:
    release = queries.current_release(conference_id)
    return release.pk if release else None


def running_talk(talk: int) -> Running:
    """The sitting in which a talk is given: the one that runs or comes next is as good as any."""
    found = Sitting.objects.filter(session__talks=talk).order_by("start").values_list("pk", flat=True)
    for sitting in found:
        try:
            return running(sitting)
        except NotFound:
            continue
    raise NotFound


def following(row: ReleasedSitting) -> list[ReleasedSitting]:
    """What comes after a sitting in its place on the same day, in order."""
    if row.place_id is None:
        return []
    found = ReleasedSitting.objects.filter(
        release=row.release_id, place=row.place_id, day=row.day, start__gte=row.start, cancelled=False
    ).exclude(pk=row.pk)
    return list(found.select_related("session__conference", "sitting", "place").order_by("start", "pk"))


def taken(row: ReleasedSitting, place: int) -> ReleasedSitting | None:
    """What the current release has in another place while this sitting lasts; None when it is free."""
    found = ReleasedSitting.objects.filter(
        release=row.release_id, place=place, start__lt=row.end, end__gt=row.start, cancelled=False
    )
    return found.exclude(pk=row.pk).select_related("session").first()


def place(conference_id: int, pk: int) -> Place:
    """A place of that conference, or NotFound."""
    found = Place.objects.filter(conference=conference_id, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def talks(session_id: int) -> list[Talk]:
    """The talks of a session in order."""
    return list(Talk.objects.filter(session=session_id).order_by("order"))


def told(row: ReleasedSitting, zone: str, known: Sequence[Talk] | None = None) -> dict[str, Any]:
    """A sitting as its fragments show it, on a page as in a frame; with its talks if they are `known` already."""
    return events.data(row, talks(row.session_id) if known is None else known, zone).model_dump()


def controls(actor: Actor, row: ReleasedSitting | None, now: datetime) -> dict[str, Any] | None:
    """What the form for the day needs; None for those who may not, and when the sitting is over."""
    if row is None or row.cancelled or row.end <= now or not actor.joined:
        return None
    # Who has nothing in any one room need not be looked for in this one
    subject = Running(row, followers.scope_of(row.session_id) if actor.scoped else "")
    if not rules.may_run(actor, subject):
        return None
    places = [place for place in Place.objects.filter(conference=subject.conference_id) if place.pk != row.place_id]
    return {"places": places, "sitting": row.sitting_id}

"""Writes what people do with the programme; the import's own writers are in `amend`."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.unit import unit_of_work
from schedule.programme.models import Change, Release, ReleasedSitting, Session, Sitting, Star


def set_star(actor: Actor, session: Session, *, on: bool) -> None:
    """Star a session for oneself, or take the star away. Saying the same twice changes nothing."""
    if not on:
        Star.objects.filter(person=actor.person_id, session=session).delete()
        return
    Star.objects.get_or_create(person_id=actor.person_id, session=session, defaults={"at": clock.now()})


def publish(actor: Actor, conference_id: int, version: str, note: str = "") -> Release:
    """A new release of all sittings of confirmed sessions: from now on it is what the public sees."""
    with unit_of_work():
        last = Release.objects.select_for_update().filter(conference=conference_id).order_by("-number").first()
        if last is not None and last.version == version:
            raise Conflict("release.version_taken", _("There is already a release of that name. Choose another."))
        release = Release.objects.create(
            conference_id=conference_id,
            number=last.number + 1 if last else 1,
            version=version,
            published_at=clock.now(),
            note=note,
            by_id=actor.person_id,
        )
        public = Sitting.objects.filter(conference=conference_id, session__state=Session.State.CONFIRMED)
        ReleasedSitting.objects.bulk_create([released(release, sitting) for sitting in public], batch_size=500)
    return release


def add_sitting(actor: Actor, session: Session, kind: str, start: datetime, length: timedelta) -> Sitting:
    """Let a public session sit once more, online, in the release that is out. Raises Conflict without a release."""
    release = Release.objects.select_for_update().filter(conference=session.conference_id).order_by("-number").first()
    if release is None:
        raise Conflict("release.none", _("Publish the programme first."))
    day = start.astimezone(clock.zone(session.conference.zone)).date()
    made = Sitting.objects.create(
        conference_id=session.conference_id, session=session, kind=kind, start=start, end=start + length, day=day
    )
    released(release, made).save()
    Change.objects.create(
        release=release,
        at=clock.now(),
        kind=Change.Kind.CREATED,
        session=session,
        sitting=made,
        after={"start": start.isoformat(), "place": ""},
        by_id=actor.person_id,
    )
    Release.objects.filter(pk=release.pk).update(revision=F("revision") + 1)
    return made


def released(release: Release, sitting: Sitting, *, cancelled: bool = False) -> ReleasedSitting:
    """The row by which a release shows a sitting; unsaved."""
    return ReleasedSitting(
        release=release,
        sitting=sitting,
        session_id=sitting.session_id,
        place_id=sitting.place_id,
        kind=sitting.kind,
        start=sitting.start,
        end=sitting.end,
        day=sitting.day,
        cancelled=cancelled,
    )

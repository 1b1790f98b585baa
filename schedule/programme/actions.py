"""Writes what people do with the programme; releases have writers of their own, and so have editing and the import."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict
from schedule.programme.models import Change, Release, Session, Sitting, Star
from schedule.programme.releases.actions import released


def set_star(actor: Actor, session: Session, *, on: bool) -> None:
    """Star a session for oneself, or take the star away. Saying the same twice changes nothing."""
    if not on:
        Star.objects.filter(person=actor.person_id, session=session).delete()
        return
    Star.objects.get_or_create(person_id=actor.person_id, session=session, defaults={"at": clock.now()})


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


def forget_stars(conferences: Sequence[int]) -> int:
    """Drop the stars of these conferences; how many."""
    return Star.objects.filter(session__conference__in=conferences).delete()[0]

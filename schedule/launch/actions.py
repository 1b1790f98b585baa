"""The only writers of set-up and rehearsal."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.conferences import actions as conferences
from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from core.unit import unit_of_work
from schedule.calendars import actions as calendars
from schedule.calendars.actions import BATCH, Spec
from schedule.exchange.rows import named
from schedule.launch import queries
from schedule.launch.models import Rehearsal
from schedule.programme.letters import both_times
from schedule.programme.models import (
    Place,
    Release,
    ReleasedSitting,
    Session,
    Sitting,
    Speaker,
    Talk,
    TalkSpeaker,
    Track,
)
from schedule.programme.releases.actions import released

_Row = TypeVar("_Row", Place, Track, Speaker, Session)
BEGINS_IN = timedelta(minutes=5)
MOST = 3  # rehearsals of one congress at a time
TEAM = ("organizer", "moderator")
KEPT = timedelta(days=7)  # a rehearsal that nobody erases
WARNED = timedelta(days=2)  # before that, whoever began it hears of it


def set_frame(conference: Conference, places: Iterable[str], tracks: Iterable[str]) -> tuple[int, int]:
    """Make places and tracks of these names where they are not there; how many there are then."""
    return len(named(Place, conference, places)), len(named(Track, conference, tracks))


def rehearse(actor: Actor, original: Conference) -> Conference:
    """A clone of the released programme that begins in five minutes, for the team alone.

    Nobody else belongs to it: neither attendees nor speakers are copied as persons, so that no letter leaves the team.
    Raises Conflict when nothing is released, or as many rehearsals run already.
    """
    rows = queries.to_clone(original)
    if not rows:
        raise Conflict(
            "rehearsal.nothing_released", _("Publish the programme first: a rehearsal plays what is released.")
        )
    if original.rehearsals.count() >= MOST:
        raise Conflict("rehearsal.too_many", _("Three rehearsals run already. Erase one first."))
    shift = (clock.now() + BEGINS_IN).replace(second=0, microsecond=0) - min(row.start for row in rows)
    clone = _conference(original, rows, shift)
    Rehearsal.objects.create(conference=clone, original=original, began_at=clock.now(), by_id=actor.person_id)
    _team(original, clone)
    _programme(original, clone, rows, shift)
    return clone


def erase(rehearsal: Rehearsal) -> None:
    """Take a rehearsal away with everything in it; the congress it is a clone of stays as it is."""
    clone = rehearsal.conference
    events = clone.sittings.exclude(event=None).values_list("event", flat=True)
    calendars.cancel_events(list(events))
    calendars.drop_calendar(f"conference-{clone.pk}")
    Conference.objects.filter(pk=clone.pk, rehearses=rehearsal).delete()


def warn() -> int:
    """Tell whoever began a rehearsal that it is about to go, each once; how many were told."""
    told = 0
    for one in queries.begun_before(clock.now() - KEPT + WARNED):
        with unit_of_work():
            told += _warn(one)
    return told


def _warn(one: Rehearsal) -> int:
    if one.by_id is None:
        return 0
    goes = both_times(one.began_at + KEPT, one.original.zone, one.original.zone)
    text = _("It goes on %(when)s with all that was said in it. Nothing of the congress itself goes.")
    return notices.send(
        one.by_id,
        key=f"rehearsal:{one.pk}:goes",
        kind="rehearsal-goes",
        title=_("%(name)s will be erased") % {"name": one.conference.name},
        text=text % {"when": goes},
        url=f"{reverse('setup', args=[one.original.slug])}#rehearsal",
        conference=one.original,
    )


def sweep() -> int:
    """Erase the rehearsals that are due; how many. One that was erased meanwhile is none."""
    gone = 0
    for one in queries.begun_before(clock.now() - KEPT):
        with unit_of_work():
            held = queries.held(one.pk)
            if held is not None:
                erase(held)
                gone += 1
    return gone


def _conference(original: Conference, rows: list[ReleasedSitting], shift: timedelta) -> Conference:
    home = ZoneInfo(original.zone)
    clone = Conference.objects.create(
        slug=f"{original.slug[:40]}-rehearsal-{secrets.token_hex(4)}",
        name=_("Rehearsal of %(name)s") % {"name": original.name[:130]},
        acronym=original.acronym,
        tagline=original.tagline,
        zone=original.zone,
        starts_on=min((row.start + shift).astimezone(home).date() for row in rows),
        ends_on=max((row.end + shift).astimezone(home).date() for row in rows),
        join_policy=Conference.Join.INVITED,
        is_rehearsal=True,
        is_demo=original.is_demo,
    )
    conferences.make_roles(clone)
    return clone


def _team(original: Conference, clone: Conference) -> None:
    team = Membership.objects.filter(conference=original, state="active", grants__role__code__in=TEAM, grants__scope="")
    for member in team.distinct().prefetch_related("grants__role"):
        made = accounts.join(member.person_id, clone, appears=Membership.Appears.LISTED)
        for code in {role.code for role in member.wide_roles if role.code in TEAM}:
            accounts.grant(made, code)


def _programme(original: Conference, clone: Conference, rows: list[ReleasedSitting], shift: timedelta) -> None:
    places = _copied(Place.objects.filter(conference=original), clone)
    tracks = _copied(Track.objects.filter(conference=original), clone)
    speakers = _copied(Speaker.objects.filter(conference=original), clone, person=None)
    sessions = _copied(
        Session.objects.filter(pk__in={row.session_id for row in rows}), clone,
        track=tracks, chair=speakers,
    )  # fmt: skip
    _talks(sessions, speakers)
    release = Release.objects.create(conference=clone, number=1, version=_("Rehearsal"), published_at=clock.now())
    calendar = calendars.calendar_of(f"conference-{clone.pk}", clone.name)
    specs = [Spec(row.session.title, row.start + shift, row.end + shift) for row in rows]
    sittings = Sitting.objects.bulk_create(
        [
            Sitting(
                conference=clone, session_id=sessions[row.session_id].pk, kind=row.kind, start=spec.start, end=spec.end,
                place_id=places[row.place_id].pk if row.place_id else None, event_id=event,
                day=spec.start.astimezone(ZoneInfo(clone.zone)).date(),
            )
            for row, spec, event in zip(rows, specs, calendars.create_events(calendar, specs), strict=True)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    ReleasedSitting.objects.bulk_create([released(release, sitting) for sitting in sittings], batch_size=BATCH)


def _copied(rows: Iterable[_Row], clone: Conference, **replaced: object) -> dict[int, _Row]:
    """Copies of rows in the clone, by the id of their originals; a mapping replaces what points to copied rows."""
    originals = list(rows)
    ids = [row.pk for row in originals]
    for row in originals:
        row.pk, row._state.adding = None, True
        row.conference = clone
        for name, value in replaced.items():
            if isinstance(value, dict):
                value = value.get(getattr(row, f"{name}_id"))
            setattr(row, name, value)
    if not originals:
        return {}
    made = type(originals[0])._default_manager.bulk_create(originals, batch_size=BATCH)
    return dict(zip(ids, made, strict=True))


def _talks(sessions: dict[int, Session], speakers: dict[int, Speaker]) -> None:
    talks = list(Talk.objects.filter(session__in=sessions))
    ids = [talk.pk for talk in talks]
    for talk in talks:
        talk.pk, talk._state.adding = None, True
        talk.session = sessions[talk.session_id]
    made = dict(zip(ids, Talk.objects.bulk_create(talks, batch_size=BATCH), strict=True))
    appearances = TalkSpeaker.objects.filter(talk__in=ids)
    TalkSpeaker.objects.bulk_create(
        [TalkSpeaker(talk=made[row.talk_id], speaker=speakers[row.speaker_id], order=row.order) for row in appearances],
        batch_size=BATCH,
    )

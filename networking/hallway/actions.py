"""The only writers of the hallway and its tables. Lock: the queue of the congress, then rows."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from messaging import actions as messaging
from messaging.forgetting import actions as words
from networking.contacts import actions as contacts
from networking.contacts import rules as contact_rules
from networking.hallway import events, queries
from networking.hallway.models import Circle, Meeting, Seat, Stroll
from networking.mentors import locks
from realtime import log
from realtime.log import News

LASTS = timedelta(minutes=3)
OPEN = timedelta(hours=2)
PATIENCE = timedelta(minutes=20)


def stroll(actor: Actor, conference: Conference) -> Meeting | None:
    """Walk the hallway: with whom is met at once, if anybody is there; else one waits a while."""
    locks.queue(conference.pk)
    there = queries.current(actor.membership_id)
    if there is not None:
        return there
    others = queries.others_strolling(actor)
    if not others:
        Stroll.objects.get_or_create(membership_id=actor.membership_id or 0, defaults={"since": clock.now()})
        return None
    return _meet(people.membership(actor.membership_id or 0), secrets.choice(others).membership)


def _meet(me: Membership, fellow: Membership) -> Meeting:
    one, other = sorted((me, fellow), key=lambda member: member.pk)
    Stroll.objects.filter(membership__in=[one, other]).delete()
    now = clock.now()
    meeting = Meeting.objects.create(
        conference_id=me.conference_id, one=one, other=other, starts_at=now, ends_at=now + LASTS
    )
    messaging.open_thread(me.conference_id, "hallway", str(meeting.pk))
    url = reverse("hallway_meeting", args=[me.conference.slug, meeting.pk])
    for member in (one, other):
        _tell(member.person_id, "met", url)
    return meeting


def stop(actor: Actor) -> None:
    """Leave the hallway."""
    locks.queue(actor.conference_id or 0)
    Stroll.objects.filter(membership=actor.membership_id or 0).delete()
    _tell(actor.person_id or 0, "off", "")


def _tell(person_id: int, state: str, url: str) -> None:
    data = events.HallwayData(state=state, url=url)
    log.append(News(f"user:{person_id}", events.HALLWAY, data, subject="hallway", rewrites=True))


def stay(actor: Actor, meeting: Meeting) -> bool:
    """Say that one would like to stay in touch; True when both would: it is told only then."""
    locks.queue(meeting.conference_id)
    field = f"{meeting.side_of(actor.membership_id)}_stays"
    Meeting.objects.filter(pk=meeting.pk).update(**{field: True})
    meeting.refresh_from_db(fields=["one_stays", "other_stays"])
    if not (meeting.one_stays and meeting.other_stays) or meeting.one is None or meeting.other is None:
        return False
    if contact_rules.kept_apart(meeting.one, meeting.other):
        return False  # reads like one who does not want to
    contacts.befriend(meeting.one, meeting.other)
    return True


def open_circle(actor: Actor, conference: Conference, kind: str, topic: str) -> Circle:
    """Open a table; one sits at it."""
    locks.queue(conference.pk)
    now = clock.now()
    if Circle.objects.filter(host=actor.membership_id or 0, ends_at__gt=now).exists():
        raise Conflict("circle.there", _("You have a table already. Close it first."))
    one = Circle.objects.create(
        conference=conference, host_id=actor.membership_id, kind=kind, topic=topic, made_at=now, ends_at=now + OPEN
    )
    messaging.open_thread(conference.pk, "circle", str(one.pk))
    Seat.objects.create(circle=one, membership_id=actor.membership_id or 0)
    return one


def sit_down(actor: Actor, one: Circle) -> None:
    """Take a seat; sitting down twice is sitting. Raises Conflict at a full table, and at one that reads like it."""
    locks.queue(one.conference_id)
    taken = Seat.objects.filter(circle=one)
    if taken.filter(membership=actor.membership_id or 0).exists():
        return
    if queries.seats_taken(queries.circle(one.pk), queries.apart_from(actor)) >= queries.SEATS:
        raise Conflict("circle.full", _("All four seats are taken."))
    Seat.objects.create(circle=one, membership_id=actor.membership_id or 0)
    _tell_circle(one.pk)


def stand_up(actor: Actor, one: Circle) -> None:
    """Leave a table; the last one closes it."""
    locks.queue(one.conference_id)
    Seat.objects.filter(circle=one, membership=actor.membership_id or 0).delete()
    if Seat.objects.filter(circle=one).exists():
        _tell_circle(one.pk)
    else:
        Circle.objects.filter(pk=one.pk).update(ends_at=clock.now())


def close(actor: Actor, one: Circle) -> None:
    """The host closes the table."""
    Circle.objects.filter(pk=one.pk).update(ends_at=clock.now())
    _tell_circle(one.pk, ended=True)


def _tell_circle(pk: int, *, ended: bool = False) -> None:
    one = queries.circle(pk)
    log.append(News(one.stream, events.CIRCLE, events.circle(one, ended=ended), subject=f"circle:{pk}", rewrites=True))


def send_home(now: datetime) -> int:
    """Who waited long enough is not paired hours later by surprise; how many."""
    return Stroll.objects.filter(since__lt=now - PATIENCE).delete()[0]


def forget(before: datetime) -> int:
    """Drop meetings and tables with their words; how many."""
    gone = 0
    for kind, table in (("hallway", Meeting), ("circle", Circle)):
        for pk in list(table.objects.filter(ends_at__lt=before).values_list("pk", flat=True)[:200]):
            words.drop_thread(kind, str(pk))
            table.objects.filter(pk=pk).delete()
            gone += 1
    return gone


def erase(person_id: int) -> None:
    """Take a person out: her seat and stroll go, her name leaves tables and their log."""
    Stroll.objects.filter(membership__person=person_id).delete()
    tables = list(Seat.objects.filter(membership__person=person_id).values_list("circle", flat=True))
    Seat.objects.filter(membership__person=person_id).delete()
    for pk in tables:
        _tell_circle(pk)
    hers = Circle.objects.filter(host__person=person_id)
    hers.update(topic="", ends_at=clock.now())
    hers.update(host=None)


def erase_meetings(person_id: int) -> None:
    Meeting.objects.filter(Q(one__person=person_id) | Q(other__person=person_id)).delete()

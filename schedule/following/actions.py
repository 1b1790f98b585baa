"""The only writers of subscriptions and reminders."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.models import Conference
from core.unit import unit_of_work
from schedule.following import queries
from schedule.following.models import Reminded, Subscription, Wake
from schedule.programme.letters import both_times
from schedule.programme.models import ReleasedSitting, Session

AHEAD = timedelta(minutes=10)
BATCH = 100  # people in one transaction


def subscribe(actor: Actor, conference: Conference) -> Subscription:
    """The actor's calendar address in this conference, made when she has none."""
    return Subscription.objects.get_or_create(
        conference=conference,
        person_id=actor.person_id or 0,
        defaults={"nonce": secrets.token_hex(16), "made_on": clock.now().date()},
    )[0]


def renew(actor: Actor, conference: Conference) -> Subscription:
    """Another address; whoever has the old one gets nothing any more."""
    found = subscribe(actor, conference)
    found.nonce, found.made_on = secrets.token_hex(16), clock.now().date()
    found.save(update_fields=["nonce", "made_on"])
    return found


def unsubscribe(actor: Actor, conference: Conference) -> None:
    """No address any more."""
    Subscription.objects.filter(conference=conference, person=actor.person_id).delete()


def set_wake(actor: Actor, session: Session, *, on: bool) -> None:
    """Ask for a reminder by name, or take it back. Saying it twice changes nothing."""
    if on:
        Wake.objects.get_or_create(person_id=actor.person_id or 0, session=session)
    else:
        Wake.objects.filter(person=actor.person_id, session=session).delete()


def remind() -> int:
    """Remind of what begins within ten minutes; how many were told.

    Each is told once of each start: a notice has one key per person and start, so a run that broke off, or two at
    once, tell nobody twice. The mark that a sitting is done comes last.
    """
    return sum(_remind_of(row) for row in queries.due(clock.now(), AHEAD))


def _remind_of(row: ReleasedSitting) -> int:
    named, before = queries.to_remind(row.session_id), queries.reminded_before(row)
    readers, told = people.readers(named), 0
    for at in range(0, len(readers), BATCH):
        with unit_of_work():
            told += sum(_tell(row, reader, before, urgent=named[reader.id]) for reader in readers[at : at + BATCH])
    with unit_of_work():
        Reminded.objects.get_or_create(sitting_id=row.sitting_id, start=row.start)
    return told


def _tell(row: ReleasedSitting, reader: people.Reader, before: datetime | None, *, urgent: bool) -> bool:
    """`before` is the start of which people were reminded already, when it moved since."""
    conference, session = row.session.conference, row.session
    when = both_times(row.start, conference.zone, reader.zone)
    title = _("Moved, and soon: %(title)s") if before else _("Soon: %(title)s")
    text = f"{when}, {row.place.name}" if row.place else when
    if before:
        was = both_times(before, conference.zone, reader.zone)
        text += ". " + _("We reminded you of %(time)s before; that time no longer holds.") % {"time": was}
    return notices.send(
        reader.id,
        key=f"sitting:{row.sitting_id}:{row.start:%Y%m%dT%H%M%SZ}:reminder",
        kind="session-reminder",
        title=title % {"title": session.title},
        text=text,
        url=reverse("session", args=[conference.slug, session.code]),
        urgent=urgent,
        conference=conference,
        until=row.start + timedelta(minutes=5),
    )

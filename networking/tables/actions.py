"""The only writers of mentor tables. Locks: people (sorted), then the table's row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import audit, clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from messaging import actions as messaging
from messaging.forgetting import actions as words
from networking.chats.given import actions as given
from networking.mentors import apart, cells, locks
from networking.mentors.models import MentorProfile
from networking.tables import events, queries, seating
from networking.tables.models import Seat, Table
from realtime import log
from realtime.log import News
from schedule.calendars import walls

LASTS = timedelta(minutes=40)


def offer(actor: Actor, profile: MentorProfile, title: str, day: date, at: time, seats: int) -> Table:
    """Offer a table of forty minutes by one's own clock. Raises Conflict when one is taken then."""
    start = walls.instant(datetime.combine(day, at), clock.zone(actor.zone))
    if start is None or start != cells.floor(start) or start <= clock.now():
        raise Invalid("table.no_such_time", _("Choose a time to come, on a full five minutes."), field="time")
    locks.people(profile.membership.person_id)
    table = Table.objects.create(
        conference_id=profile.conference_id, mentor=profile.membership, title=title, start=start, end=start + LASTS,
        seats=seats,
    )  # fmt: skip
    if not given.hold(profile.membership.person_id, start, table.end, table.holder):
        raise Conflict("chat.you_are_busy", _("You have something else at that time."))
    messaging.open_thread(table.conference_id, "table", str(table.pk))
    tell(table)
    return table


def join(actor: Actor, table: Table, membership: Membership) -> Seat:
    """Take a seat oneself. Everything on the table's side reads the same: no seat found."""
    locks.people(membership.person_id)
    found = _seat(table, membership, given_to=False)
    if found is None:
        raise Conflict("table.no_seat", _("No seat found at this table. There may be one at another."))
    tell(table)
    return found


def _seat(table: Table, membership: Membership, *, given_to: bool) -> Seat | None:
    """A seat and its cells, or nothing. The caller holds the person's lock; the table's row is held here."""
    here = Table.objects.select_for_update().filter(pk=table.pk, state=Table.State.OPEN, start__gt=clock.now()).first()
    others = {table.mentor.person_id, *queries.persons_at(table)}
    reasons = [
        here is None,
        here is not None and here.taken.count() >= here.seats,
        membership.person_id in others,
        bool(apart.of(membership.person_id, table.conference_id, others - {membership.person_id})),
    ]
    if any(reasons) or not given.hold(membership.person_id, table.start, table.end, table.holder):
        return None
    return Seat.objects.create(table=table, membership=membership, given=given_to, at=clock.now())


def leave(table: Table, membership: Membership) -> None:
    """Give a seat back before the table begins."""
    locks.people(membership.person_id)
    if table.start <= clock.now() or not Seat.objects.filter(table=table, membership=membership).delete()[0]:
        raise Conflict("table.no_seat_of_yours", _("You have no seat to give back here."))
    given.release(table.holder, membership.person_id)
    tell(table)


def cancel(actor: Actor, table: Table) -> None:
    """Call a table off; everybody who sat there is told."""
    if not Table.objects.filter(pk=table.pk, state=Table.State.OPEN).update(state=Table.State.CANCELLED):
        raise Conflict("table.moved_on", _("This table is over or off already."))
    given.release(table.holder)
    audit.record(actor, "table.cancelled", on=f"table:{table.pk}")
    for seat in queries.seats(table):
        _notice(table, seat.membership, "cancelled", _("Your mentor table is cancelled"))
    tell(table)


def fill(actor: Actor, conference: Conference) -> int:
    """Seat who joined a round and still has no conversation, where she has time and fits best; how many.

    Who is kept apart from somebody at a table is not seated there. Nobody is moved who sits already.
    """
    tables, waiting = queries.open_tables(conference.pk), queries.without_conversation(conference)
    locks.people(*[one.person_id for one in waiting])
    plan = queries.plan(conference, tables, waiting)
    found = 0
    for row, column in sorted(seating.seat(*plan).items()):
        table, member = tables[column], waiting[row]
        if _seat(table, member, given_to=True) is not None:
            found += 1
            _notice(table, member, "given", _("A seat at a mentor table for you"))
    for table in tables:
        tell(table)
    return found


def _notice(table: Table, member: Membership, kind: str, title: str) -> None:
    notices.send(
        member.person_id, key=f"table:{table.pk}:{kind}:{member.pk}", kind=f"table.{kind}", title=title,
        text=table.title, url=reverse("table", args=[table.conference.slug, table.pk]), conference=table.conference,
    )  # fmt: skip


def end(table: Table) -> bool:
    """When its time is over."""
    if not Table.objects.filter(pk=table.pk, state=Table.State.OPEN, end__lte=clock.now()).update(
        state=Table.State.ENDED
    ):
        return False
    given.release(table.holder)
    tell(table)
    return True


def tell(table: Table) -> None:
    """All members learn how many seats a table has left; who sits there only those at it."""
    row = queries.table(table.pk)
    name = f"conference:{row.conference_id}"
    log.append(News(name, events.CHANGED, queries.data(row), subject=f"table:{row.pk}", rewrites=True))


def erase(person_id: int) -> None:
    """Take a person out of tables; a table without its mentor is gone."""
    for seat in Seat.objects.filter(membership__person_id=person_id).select_related("table"):
        given.release(seat.table.holder, person_id)
    Seat.objects.filter(membership__person_id=person_id).delete()
    for table in Table.objects.filter(mentor__person_id=person_id):
        given.release(table.holder)
        table.delete()


def forget(conferences: Sequence[int]) -> int:
    """Drop the tables of these conferences, their seats and what was written there; how many tables."""
    tables = list(Table.objects.filter(conference__in=conferences))
    for table in tables:
        given.release(table.holder)
        words.drop_thread("table", str(table.pk))
        table.delete()
    return len(tables)

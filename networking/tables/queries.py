"""Readers of mentor tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from networking.availability import queries as availability
from networking.availability import spans
from networking.chats import queries as chats
from networking.matchmaking import sides
from networking.matchmaking.scoring import Side, scores
from networking.mentors import apart, busy, cells
from networking.mentors import queries as mentors
from networking.rounds.models import Entry
from networking.rounds.solving import gathering
from networking.tables import events
from networking.tables.models import Seat, Table
from networking.wishes import queries as wishes


def _tables() -> QuerySet[Table]:
    return Table.objects.select_related("conference", "mentor__person")


def table(pk: int) -> Table:
    if (row := _tables().filter(pk=pk).first()) is None:
        raise NotFound
    return row


def coming(conference_id: int) -> list[Table]:
    """Tables that are not over, by time."""
    return list(_tables().filter(conference=conference_id, state=Table.State.OPEN, end__gt=clock.now()))


def open_tables(conference_id: int) -> list[Table]:
    """Those that still take people."""
    return [one for one in coming(conference_id) if not has_begun(one)]


def has_begun(table: Table) -> bool:
    """Nobody takes a seat or gives one back any more."""
    return table.state == Table.State.OPEN and table.start <= clock.now()


def seats(table: Table) -> QuerySet[Seat]:
    return Seat.objects.filter(table=table).select_related("membership__person")


def persons_at(table: Table) -> list[int]:
    return list(Seat.objects.filter(table=table).values_list("membership__person", flat=True))


def sits_at(actor: Actor, table: Table) -> bool:
    """Its mentor and those with a seat."""
    return actor.membership_id is not None and (
        table.mentor_id == actor.membership_id
        or Seat.objects.filter(table=table, membership=actor.membership_id).exists()
    )


def mine(actor: Actor) -> set[int]:
    """The tables at which a member sits or which are hers."""
    me = actor.membership_id or 0
    own = Table.objects.filter(Q(mentor=me) | Q(taken__membership=me), conference=actor.conference_id)
    return set(own.values_list("pk", flat=True))


def data(row: Table) -> events.TableData:
    return events.TableData(
        id=row.pk,
        conference=row.conference.slug,
        zone=row.conference.zone,
        title=row.title,
        state="begun" if has_begun(row) else row.state,
        name=row.mentor.shown_name,
        ref=row.mentor.ref,
        start=row.start.isoformat(),
        end=row.end.isoformat(),
        seats=row.seats,
        left=max(0, row.seats - row.taken.count()),
        order=int(row.start.timestamp()),
    )


def without_conversation(conference: Conference) -> list[Membership]:
    """Who joined a round as a mentee and has neither a chat nor a seat."""
    entries = Entry.objects.filter(round__conference=conference, side=Entry.Side.MENTEE, membership__state="active")
    seated = Seat.objects.filter(table__conference=conference).exclude(table__state=Table.State.CANCELLED)
    met = {mentee for _mentor, mentee in chats.met_pairs(conference.pk)}
    rows = entries.exclude(membership__in=seated.values("membership")).select_related("membership__person")
    found = {row.membership_id: row.membership for row in rows if row.membership_id not in met}
    return [found[pk] for pk in sorted(found)]


def plan(conference: Conference, tables: Sequence[Table], waiting: Sequence[Membership]) -> tuple[Any, ...]:
    """What `seating.seat` decides on: scores, who may sit where, seats left and taken, tiers."""
    looking = wishes.profiles(conference.pk)
    profiles = {row.membership_id: row for row in mentors.approved(conference.pk)}
    left = [sides.mentee_side(one, looking.get(one.pk)) for one in waiting]
    right = [sides.mentor_side(t.mentor, profiles[t.mentor_id]) if t.mentor_id in profiles else Side() for t in tables]
    taken = np.array([t.taken.count() for t in tables], np.int64)
    may = np.zeros((len(waiting), len(tables)), bool)
    for column, one in enumerate(tables):
        free = availability.free(waiting, one.start, one.end)
        engaged = busy.of([w.person_id for w in waiting], one.start, one.end)
        there = {one.mentor.person_id, *persons_at(one)}
        for row, member in enumerate(waiting):
            may[row, column] = (
                spans.covers(free.get(member.pk, []), one.start, one.end)
                and not cells.overlap(one.start, one.end, engaged.get(member.person_id, []))
                and member.person_id not in there
                and not apart.of(member.person_id, conference.pk, there)
            )
    tiers = np.array([gathering.tier(looking.get(one.pk), 0) for one in waiting], np.int64)
    room = np.array([t.seats for t in tables], np.int64) - taken
    return scores(left, right, sides.weights_of(conference.pk)), may, room, taken, tiers

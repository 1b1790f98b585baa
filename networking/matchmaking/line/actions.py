"""The line: joining it, leaving it, and being told one's place. Locks in order: people, the queue, rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from networking.matchmaking import pairing, queries, telling
from networking.matchmaking.changes import actions as changes
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.matchmaking.offers import actions as offers
from networking.mentors import locks
from networking.mentors.models import Topic

PATIENCE = timedelta(hours=2)


def open_ticket(actor: Actor, conference: Conference, topics: Sequence[int], question: str) -> Ticket:
    """Join the line, or find oneself in it: one open ticket per mentee, not per tab."""
    locks.people(actor.person_id or 0)
    locks.queue(conference.pk)
    there = queries.open_ticket(actor.membership_id)
    if there is not None:
        return there
    known = list(Topic.objects.filter(conference=conference, pk__in=set(topics)))
    if len(known) != len(set(topics)):
        raise Invalid("ticket.unknown_topic", _("Choose topics from the list."), field="topics")
    ticket = Ticket.objects.create(
        conference=conference, mentee_id=actor.membership_id or 0, question=question, joined_at=clock.now()
    )
    ticket.topics.set(known)
    changes.note(actor, ticket.conference_id, f"ticket:{ticket.pk}", "ticket.waiting")
    offers.pair(conference)
    changes.tell_ticket(ticket.pk)
    changes.tell_board(conference)
    return ticket


def leave(actor: Actor, ticket: Ticket) -> None:
    """Leave the line; a live offer is withdrawn and its mentor free again."""
    locks.queue(ticket.conference_id)
    offered = queries.live_offer(ticket=ticket)
    if offered and changes.move_offer(offered, Offer.State.WITHDRAWN):
        changes.move_duty(offered.duty, Duty.State.OFFERED, Duty.State.AVAILABLE)
        changes.tell_duty(offered.duty_id)
    was = (Ticket.State.WAITING, Ticket.State.OFFERED)
    if not changes.move_ticket(ticket, was, Ticket.State.LEFT, ended_at=clock.now(), notice=""):
        raise Conflict("ticket.moved_on", _("You are not in the line any more."))
    offers.pair(ticket.conference)
    changes.tell_ticket(ticket.pk)
    changes.tell_board(ticket.conference)


def expire(ticket: Ticket) -> bool:
    """End a ticket nobody could serve for very long."""
    locks.queue(ticket.conference_id)
    moved = changes.move_ticket(ticket, (Ticket.State.WAITING,), Ticket.State.EXPIRED, ended_at=clock.now())
    if moved:
        changes.tell_ticket(ticket.pk)
        changes.tell_board(ticket.conference)
    return moved


def tell_places(conference: Conference) -> int:
    """Tell those whose place in the line changed since they were told; how many."""
    seen = telling.outlook(conference.pk)
    line = sorted(seen.there.waiting, key=lambda one: (one.joined_at, one.ticket))
    places = {one.ticket: place for place, one in enumerate(line, 1)}
    return _tell_those(places, seen, "told_place")


def tell_fitting(conference: Conference) -> int:
    """Tell those for whom more or fewer on duty fit by now, mentors or ambassadors; how many. It takes one tick."""
    seen = telling.outlook(conference.pk)
    able = {one.ticket: pairing.how_many_fit(one, seen.there.serving) for one in seen.there.waiting}
    return _tell_those({pk: f"{mentors} {peers}" for pk, (mentors, peers) in able.items()}, seen, "told_serving")


def _tell_those(now: Mapping[int, int] | Mapping[int, str], seen: telling.Outlook, told: str) -> int:
    """Tell those who were `told` something else than holds by now."""
    before = dict(Ticket.objects.filter(pk__in=now).values_list("pk", told))
    changed = [pk for pk, value in now.items() if before.get(pk) != value]
    Ticket.objects.bulk_update([Ticket(pk=pk, **{told: now[pk]}) for pk in changed], [told], batch_size=100)
    for row in queries.tickets(changed):
        changes.tell(row, telling.ticket_data(row, seen=seen))
    return len(changed)


def ask_peers(ticket: Ticket, on: bool) -> None:
    """Take an ambassador as well, or not any more; the place in the line stays."""
    locks.queue(ticket.conference_id)
    if not Ticket.objects.filter(pk=ticket.pk, state=Ticket.State.WAITING).update(peers=on):
        raise Conflict("ticket.moved_on", _("You are not in the line any more."))
    offers.pair(ticket.conference)
    changes.tell_ticket(ticket.pk)
    changes.tell_board(ticket.conference)

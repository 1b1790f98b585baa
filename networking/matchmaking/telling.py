"""What the live queue tells: who waits of her ticket, who serves of her duty, and all members of the board."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.urls import reverse

from accounts.models import Membership
from core.models import Conference
from networking.matchmaking import events, gathering, pairing, queries
from networking.matchmaking.gathering import Moment
from networking.matchmaking.models import Duty, Offer, Ticket


@dataclass(frozen=True, slots=True)
class Outlook:
    """What those who wait are told of the moment, read once however many of them are told."""

    there: Moment
    waits: dict[frozenset[int], list[timedelta]] = field(default_factory=dict)

    def wait(self, row: Ticket, topics: frozenset[int]) -> tuple[int, int] | None:
        if topics not in self.waits:
            self.waits[topics] = queries.recent_waits(row)
        return pairing.usual_wait(self.waits[topics])

    def told(self, row: Ticket) -> dict[str, Any]:
        """Place, usual wait and how many fit, by facts alone. Nothing of a place for who is not in the line."""
        now = next((one for one in self.there.waiting if one.ticket == row.pk), None)
        if now is None:
            return {"place": 0, "wait": [], "fitting": 0, "peers": 0}
        fitting, peers = pairing.how_many_fit(now, self.there.serving)
        return {
            "place": pairing.place(now, self.there.waiting),
            "wait": list(self.wait(row, now.topics) or []),
            "fitting": fitting,
            "peers": peers,
        }


def outlook(conference_id: int) -> Outlook:
    """Four queries, and one or two for each set of topics that is told of."""
    return Outlook(gathering.moment(conference_id))


def ticket_data(row: Ticket, offered: Offer | None = None, seen: Outlook | None = None) -> events.TicketData:
    """A ticket as its owner sees it; with its live offer and the outlook where they were read already."""
    if row.state == Ticket.State.OFFERED:
        offered = offered or queries.live_offer(ticket=row)
    waits = row.state == Ticket.State.WAITING
    told = (seen or outlook(row.conference_id)).told(row) if waits else Outlook(Moment([], [])).told(row)
    return events.TicketData(
        id=row.pk,
        conference=row.conference.slug,
        zone=row.conference.zone,
        state=row.state,
        asks_peers=row.peers,
        notice=row.notice,
        question=row.question,
        offer=offered.pk if offered else None,
        expires_at=offered.expires_at.isoformat() if offered else "",
        agreed=bool(offered and offered.mentee_agreed),
        other=_counterpart(offered.duty.mentor.membership, offered) if offered else None,
        chat_url=_chat_url(row.conference, row.chat_id) if row.state in _WITH_CHAT else "",
        **told,
    )


_WITH_CHAT = (Ticket.State.CONNECTING, Ticket.State.IN_CHAT)


def duty_data(row: Duty, offered: Offer | None = None) -> events.DutyData:
    """A duty as its mentor sees it; with its live offer where it was read already."""
    if row.state == Duty.State.OFFERED:
        offered = offered or queries.live_offer(duty=row)
    return events.DutyData(
        id=row.pk,
        conference=row.conference.slug,
        zone=row.conference.zone,
        state=row.state,
        until=row.until.isoformat() if row.until else "",
        leaving=row.leaving,
        lost=row.lost_at is not None,
        command="peers.serve" if row.mentor.peer else "duty.set",
        offer=offered.pk if offered else None,
        expires_at=offered.expires_at.isoformat() if offered else "",
        agreed=bool(offered and offered.mentor_agreed),
        other=_counterpart(offered.ticket.mentee, offered) if offered else None,
        question=offered.ticket.question if offered else "",
        chat_url=_chat_url(row.conference, row.chat_id) if row.state == Duty.State.IN_CHAT else "",
    )


def _counterpart(member: Membership, offered: Offer) -> events.Counterpart:
    hidden = member.appears == Membership.Appears.PSEUDONYM
    return events.Counterpart(
        name=member.shown_name,
        ref=member.ref,
        affiliation="" if hidden else member.person.affiliation,
        reasons=list(offered.reasons),
    )


def _chat_url(conference: Conference, chat_id: int | None) -> str:
    return reverse("chat", args=[conference.slug, chat_id]) if chat_id else ""


def board_data(conference: Conference) -> events.BoardData:
    """What all members see: how many wait, who serves in which fields."""
    serving = [
        events.Serving(
            name=row.mentor.membership.shown_name,
            ref=row.mentor.membership.ref,
            topics=[t.name for t in row.mentor.topics.all()],
            free=row.state == Duty.State.AVAILABLE,
            peer=row.mentor.peer,
        )
        for row in queries.on_duty(conference.pk)
    ]
    count = Ticket.objects.filter(conference=conference, state=Ticket.State.WAITING).count()
    return events.BoardData(conference_id=conference.pk, conference=conference.slug, waiting=count, serving=serving)

"""What the two sides of a request learn, each on her own stream and as she may know it."""

from __future__ import annotations

from networking.requests.models import Request
from realtime import registry
from realtime.registry import EventData, Fragment


class RequestData(EventData):
    """A request as one side sees it. `state` is "no_time" for the mentee whatever the reason was."""

    id: int
    conference: str
    zone: str
    side: str
    state: str
    name: str
    ref: str
    start: str
    counter_start: str
    question: str
    chat: int | None


CHANGED = "request.changed"
registry.event(
    CHANGED, RequestData, Fragment("my-requests", "request-{id}", "networking/requests/_card.html"),
    text="A request for a mentor's time moved on, as this side of it may know.",
)  # fmt: skip


def data(one: Request, side: str) -> RequestData:
    other = one.mentor.membership if side == "mentee" else one.mentee
    return RequestData(
        id=one.pk,
        conference=one.conference.slug,
        zone=one.conference.zone,
        side=side,
        state=one.seen_by_mentee if side == "mentee" else one.state,
        name=other.shown_name,
        ref=other.ref,
        start=one.start.isoformat(),
        counter_start=one.counter_start.isoformat() if one.counter_start else "",
        question=one.question,
        chat=one.chat_id,
    )

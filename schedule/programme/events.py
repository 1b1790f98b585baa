"""What other screens must learn about the programme: sittings that changed after their release."""

from __future__ import annotations

from collections.abc import Sequence

from realtime import registry
from realtime.registry import EventData, Fragment
from schedule.programme.models import ReleasedSitting, Talk


class TalkName(EventData):
    id: int
    title: str


class SittingData(EventData):
    """A sitting as the current release has it. Instants are ISO 8601; `zone` is the congress'."""

    id: int
    session: int
    code: str
    title: str
    start: str
    end: str
    place: str
    zone: str
    cancelled: bool
    talks: list[TalkName]
    version: int
    talks_version: int


MOVED = "session.moved"
registry.event(
    MOVED,
    SittingData,
    Fragment("", "sitting-{id}-when", "schedule/_sitting_when.html"),
    Fragment("", "sitting-{id}-where", "schedule/_sitting_where.html"),
    Fragment("", "sitting-{id}-talks", "schedule/_sitting_talks.html"),
    Fragment("", "sitting-{id}-timing", "schedule/_timing.html"),
    Fragment("programme-news", "sitting-{id}-news", "schedule/_moved_news.html"),
    text="On the day a session was moved, or its talks changed their order; absolute, told to all who joined.",
)


class Released(EventData):
    conference: int
    number: int
    version: str


RELEASED = "programme.released"
registry.event(
    RELEASED,
    Released,
    Fragment("programme-news", "release-news", "schedule/_release_news.html", order="number"),
    text="A new release of the programme is public; open pages of the programme offer to show it.",
)


def data(row: ReleasedSitting, talks: Sequence[Talk], zone: str) -> SittingData:
    """A released sitting, with its session, place and own row at hand."""
    return SittingData(
        id=row.sitting_id,
        session=row.session_id,
        code=row.session.code,
        title=row.session.title,
        start=row.start.isoformat(),
        end=row.end.isoformat(),
        place=row.place.name if row.place else "",
        zone=zone,
        cancelled=row.cancelled,
        talks=[TalkName(id=talk.pk, title=talk.title) for talk in talks],
        version=row.sitting.version,
        talks_version=row.session.version,
    )

"""What her own screens learn of a notice."""

from __future__ import annotations

from accounts.notices.models import Notice
from realtime import registry
from realtime.registry import EventData, Fragment


class Sent(EventData):
    """A notice as its fragment wants it; `order` sorts the newest first, `unread` is what the bell counts."""

    id: int
    order: int
    kind: str
    title: str
    text: str
    url: str
    urgent: bool
    at: str
    zone: str
    conference: str
    unread: int


class Read(EventData):
    unread: int


SENT, READ = "notice.sent", "notice.read"
_BELL = Fragment("", "bell-count", "notices/_bell.html", order="unread")
registry.event(
    SENT,
    Sent,
    Fragment("notices", "notice-{id}", "notices/_notice.html", order="order"),
    _BELL,
    text="The reader is told something, or what she was told says something else now.",
)
registry.event(READ, Read, _BELL, text="The reader has read her notices on one of her screens.")


def sent(notice: Notice, zone: str, unread: int) -> Sent:
    """`zone` is that of the conference, for the time beside it."""
    return Sent(
        id=notice.pk,
        order=-notice.pk,
        kind=notice.kind,
        title=notice.title,
        text=notice.text,
        url=notice.url,
        urgent=notice.urgent,
        at=notice.at.isoformat(),
        zone=zone,
        conference=notice.conference.name if notice.conference else "",
        unread=unread,
    )

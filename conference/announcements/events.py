"""What everybody in a room or congress must learn about announcements."""

from __future__ import annotations

from conference.announcements.models import Announcement
from realtime import registry
from realtime.registry import EventData, Fragment


class AnnouncementData(EventData):
    id: int
    where: str
    text: str
    urgent: bool
    at: str
    zone: str


class AnnouncementGone(EventData):
    id: int
    where: str


MADE, ENDED = "announcement.made", "announcement.ended"
registry.event(
    MADE,
    AnnouncementData,
    Fragment("announcements-{where}", "announcement-{id}", "conference/_announcement.html"),
    text="Moderators or organizers announce something.",
)
registry.event(
    ENDED,
    AnnouncementGone,
    Fragment("announcements-{where}", "announcement-{id}"),
    text="An announcement is over, or was taken back.",
)


def data(announcement: Announcement) -> AnnouncementData:
    return AnnouncementData(
        id=announcement.pk,
        where=announcement.where,
        text=announcement.text,
        urgent=announcement.urgent,
        at=announcement.made_at.isoformat(),
        zone=announcement.conference.zone,
    )

"""A chat as an iCalendar file (RFC 5545, scheduling as in RFC 5546). Times are UTC: no zone table can be wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

PRODUCT = "-//Meridian//Chats//EN"
REMIND = timedelta(minutes=-10)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar needs. `sequence` rises with every change, `uid` never changes; instants are aware."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    written_at: datetime
    title: str
    text: str
    url: str
    organizer: str
    attendee: str
    cancelled: bool = False


def invitation(entry: Entry) -> str:
    """A letter's file: METHOD REQUEST, or CANCEL when the chat is off."""
    return _file(entry, "CANCEL" if entry.cancelled else "REQUEST")


def download(entry: Entry) -> str:
    """The same entry for whoever fetches it herself."""
    return _file(entry, "PUBLISH")


def _file(entry: Entry, method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_event(entry, method))
    return str(calendar.to_ical().decode())


def _event(entry: Entry, method: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.written_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.start.astimezone(UTC))
    event.add("dtend", entry.end.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("description", entry.text)
    event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if method != "PUBLISH":
        event["organizer"] = vCalAddress(f"mailto:{entry.organizer}")
        # The other side's address is nobody's business: each letter names only its own reader
        attendee = vCalAddress(f"mailto:{entry.attendee}")
        attendee.params["PARTSTAT"] = vText("ACCEPTED")
        event.add("attendee", attendee, encode=False)
    if not entry.cancelled:
        event.add_component(_reminder(entry.title))
    return event


def _reminder(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", REMIND)
    return alarm

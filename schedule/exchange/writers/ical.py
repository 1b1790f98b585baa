"""Writer of iCalendar files (RFC 5545, 7986): instants in UTC, stable UIDs, SEQUENCE counts changes."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

from schedule.exchange.document import Document, Item, State
from schedule.exchange.writers.words import type_word

TYPE = "X-MERIDIAN-TYPE"
_TAG = re.compile(r"<[^>]*>")


def write(document: Document, method: str = "PUBLISH") -> str:
    """The document as one calendar. `made_at` of the document stamps every event, so it must be set."""
    calendar = Calendar()
    calendar.add("prodid", "-//Meridian//Programme//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", document.title)
    calendar.add("name", document.title)
    if document.zone:
        calendar.add("x-wr-timezone", document.zone)
    stamp = document.made_at or datetime(2000, 1, 1, tzinfo=UTC)
    for item in document.items:
        calendar.add_component(_event(item, stamp))
    return str(calendar.to_ical().decode("utf-8"))


def plain_text(markup: str) -> str:
    """HTML as plain text for programs that show no markup."""
    broken = re.sub(r"</(?:p|li|h3|h4|tr)>|<br ?/?>", "\n", markup)
    return html.unescape(_TAG.sub("", broken)).strip()


def _event(item: Item, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.guid}@meridian")
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", item.start.astimezone(UTC))
    event.add("dtend", (item.start.astimezone(UTC) + max(item.duration, timedelta(minutes=1))))
    event.add("summary", item.title, parameters={"LANGUAGE": item.language} if item.language else {})
    event.add("sequence", item.sequence)
    event.add("status", "CANCELLED" if item.state is State.CANCELLED else "CONFIRMED")
    _add_texts(event, item)
    for person in item.people:
        # A speaker is not invited by this file: the address says that there is none.
        attendee = vCalAddress("invalid:nomail")
        attendee.params["CN"] = person.name
        attendee.params["ROLE"] = "CHAIR"
        event.add("attendee", attendee)
    return event


def _add_texts(event: Event, item: Item) -> None:
    if item.place:
        event.add("location", item.place)
    if item.abstract or item.description:
        event.add("description", plain_text(item.abstract or item.description))
    if categories := [word for word in (item.track, type_word(item)) if word]:
        event.add("categories", categories)
    if type_word(item) and not item.track:
        event.add(TYPE, type_word(item))  # else a lone category would be read as the track
    if item.url:
        event.add("url", item.url)

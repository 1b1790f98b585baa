"""The released programme as text in each format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings

from core.models import Conference
from schedule.exchange import queries
from schedule.exchange.document import Document, State
from schedule.exchange.writers import frab_json, frab_xml, ical, sheet


@dataclass(frozen=True, slots=True)
class Writer:
    """How a format is written, what it is to a browser, and whether it can say that an entry is cancelled."""

    write: Callable[[Document], str]
    content_type: str
    knows_cancelled: bool = False


WRITERS = {
    "xml": Writer(frab_xml.write, "application/xml; charset=utf-8"),
    "json": Writer(frab_json.write, "application/json"),
    "ics": Writer(ical.write, "text/calendar; charset=utf-8", knows_cancelled=True),
    "csv": Writer(sheet.write, "text/csv; charset=utf-8"),
}


def as_text(conference: Conference, format_name: str, address: str = "", sessions: set[int] | None = None) -> str:
    """The released programme, all of it or some sessions, in that format.

    `address` is where the site is reached, such as `https://congress.example`; by default the PUBLIC_URL setting.
    """
    writer = WRITERS[format_name]
    document = queries.released(conference, address or settings.PUBLIC_URL, sessions)
    if not writer.knows_cancelled:
        kept = tuple(item for item in document.items if item.state is State.CONFIRMED)
        document = replace(document, items=kept)
    return writer.write(document)


def calendar_of(conference: Conference, sessions: set[int], method: str) -> str:
    """The calendar file that goes along with a letter about these sessions."""
    return ical.write(queries.released(conference, settings.PUBLIC_URL, sessions), method)

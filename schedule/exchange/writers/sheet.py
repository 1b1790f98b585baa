"""Writer of the sheet template (CSV); cells that a spreadsheet would compute are made harmless."""

from __future__ import annotations

import csv
import io
import re

from core.text import as_cell
from schedule.exchange.document import Document, Item
from schedule.exchange.prose import to_html
from schedule.exchange.readers.sheet import COLUMNS
from schedule.exchange.writers.ical import plain_text

_PARAGRAPH = re.compile(r"</p>\s*")


def write(document: Document) -> str:
    """The document as CSV with the columns of our template."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for item in document.items:
        writer.writerow({name: as_cell(cell) for name, cell in row_of(item).items()})
    return out.getvalue()


def row_of(item: Item) -> dict[str, str]:
    """The cells of an item by the names of their columns."""
    return {
        "id": item.guid or item.source_id,
        "title": item.title,
        "subtitle": item.subtitle,
        "start": item.start.isoformat(sep=" ", timespec="minutes"),
        "end": item.end.isoformat(sep=" ", timespec="minutes"),
        "place": item.place,
        "track": item.track,
        "type": item.type,
        "language": item.language,
        "speakers": "; ".join(unparted(person.name) for person in item.people),
        "affiliations": "; ".join(unparted(person.affiliation) for person in item.people),
        "abstract": text_of(item.abstract),
        "lay_summary": text_of(item.lay_summary),
        "patients_welcome": "yes" if item.patients_welcome else "",
        "plain_language": "yes" if item.plain_language else "",
        "url": item.url,
        "day": item.day.isoformat() if item.day != item.start.date() else "",
    }


def text_of(markup: str) -> str:
    """A text as people type it where that says it all, else with its markup: what is read again is the same."""
    typed = plain_text(_PARAGRAPH.sub("\n\n", markup))
    return typed if _squeezed(to_html(typed)) == _squeezed(markup) else markup


def _squeezed(markup: str) -> str:
    return "".join(markup.split())


def unparted(text: str) -> str:
    """A name without the sign that parts names."""
    return text.replace(";", ",")

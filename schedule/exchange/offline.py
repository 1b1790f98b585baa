"""The released programme as pages that need no server: a zip to keep, a page to print, a frame for other sites."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from core.models import Conference
from schedule.exchange import paper, queries
from schedule.exchange.document import Document, Item
from schedule.exchange.downloads import WRITERS

STYLES = ("css/tokens.css", "css/offline.css")


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day with its entries in order of time."""

    on: date
    items: list[Item]


def days_of(document: Document, only: date | None = None) -> list[ShownDay]:
    """The days of a document, or one of them."""
    ordered = sorted(document.items, key=lambda item: (item.day, item.start, item.place))
    found = (ShownDay(on, list(items)) for on, items in groupby(ordered, key=lambda item: item.day))
    return [day for day in found if only in (None, day.on)]


def archive(conference: Conference, address: str) -> bytes:
    """A zip with `index.html`, a page for each session, styles, and the programme as data; opens without a network."""
    document = queries.released(conference, address)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        folder = f"{conference.slug}/"
        packed.writestr(f"{folder}index.html", index(conference, document, offline=True))
        for item in document.items:
            words = {"item": item, "conference": conference}
            packed.writestr(f"{folder}{page_of(item)}", render_to_string("schedule/offline/session.html", words))
        packed.writestr(f"{folder}style.css", styles())
        for name in ("json", "ics"):
            packed.writestr(f"{folder}schedule.{name}", WRITERS[name].write(document))
    return out.getvalue()


def index(conference: Conference, document: Document, *, offline: bool = False) -> str:
    """All days on one page: offline with its own styles and links between files, else to print."""
    words = {"conference": conference, "days": days_of(document), "document": document, "offline": offline}
    return render_to_string("schedule/offline/index.html", words)


def grid(conference: Conference, document: Document, only: date | None = None) -> str:
    """Each day, or one, as a grid of places by time, to print on its side."""
    days = [(day, paper.sheets(day.items, document.places)) for day in days_of(document, only)]
    words = {"conference": conference, "days": days, "document": document}
    return render_to_string("schedule/offline/grid.html", words)


def page_of(item: Item) -> str:
    """The name of an entry's page in the archive."""
    return f"session-{item.number}.html"


def styles() -> str:
    """The styles in one file, without the addresses of fonts: a reader's own fonts do."""
    return "\n".join(Path(str(finders.find(name))).read_text("utf-8") for name in STYLES)

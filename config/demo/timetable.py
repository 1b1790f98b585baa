"""Turns the invented programme into an exchange Document whose second day is a given date. No Django.

The congress follows the sun: from its opening to its end there is no minute without a session on a stage and a
lounge beside it. So whoever starts the demo, at whatever hour, meets something live.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from config.demo import source
from config.demo.source import Session
from schedule.exchange.document import Day, Document, Item, Kind, Person

NAMESPACE = uuid.UUID("5f1d2c7e-9a44-4c0b-8b1e-2d6b1f6f7a10")
WATCH = timedelta(hours=3)
TODAY = 2  # the day of the congress that is today
KINDS = {
    "plenary": "Plenary",
    "talks": "Talks",
    "panel": "Panel",
    "workshop": "Workshop",
    "flash": "Poster flash",
    "lounge": "Lounge",
    "break": "Break",
    "mentor": "Mentor hour",
    "patients": "Patients' session",
}


def congress(now: datetime) -> Document:
    """The whole congress, shifted so that its second day holds `now` (aware)."""
    facts = source.toml("programme", "congress.toml")
    return document(facts, [*source.sessions(), *watches(facts)], today(facts, now), TODAY)


def neighbour(now: datetime) -> Document:
    """The small conference beside it, today."""
    facts = source.toml("neighbour.toml")
    return document(facts, [source.session(entry) for entry in facts["session"]], today(facts, now), 1)


def today(facts: dict[str, Any], now: datetime) -> date:
    """The date of `now` where the congress is."""
    return now.astimezone(ZoneInfo(facts["zone"])).date()


def document(facts: dict[str, Any], sessions: Iterable[Session], on: date, index: int) -> Document:
    """A Document in which day number `index` falls on the date `on`."""
    zone = ZoneInfo(facts["zone"])
    days = {number: on + timedelta(days=number - index) for number in range(1, facts["days"] + 1)}
    midnight = datetime(on.year, on.month, on.day, tzinfo=zone).astimezone(UTC)
    # Elapsed time, not clock time: a night in which the clocks change has no hole and no overlap.
    starts = {number: midnight + timedelta(days=number - index) for number in days}
    places = {place["key"]: place["name"] for place in facts.get("place", ())}
    tracks = {track["key"]: track["name"] for track in facts.get("track", ())}
    items = [
        _item(session, facts, starts[session.day].astimezone(zone), days[session.day], places, tracks)
        for session in sessions
    ]
    return Document(
        format="demo",
        title=facts["name"],
        acronym=facts["acronym"],
        zone=facts["zone"],
        items=tuple(sorted(items, key=lambda item: (item.start, item.place))),
        days=tuple(Day(days[n], starts[n], starts[n] + timedelta(days=1)) for n in days),
        version="demo",
    )


def watches(facts: dict[str, Any]) -> list[Session]:
    """The sessions of the lounge that never closes, one after another through all days."""
    kept = source.toml("programme", "quay.toml")["watch"]
    first = int(facts["opens"].split(":")[0])
    return [
        _watch(day, number, watch)
        for day in range(1, facts["days"] + 1)
        for number, watch in enumerate(kept)
        if day > 1 or WATCH * (number + 1) > timedelta(hours=first)
    ]


def live(doc: Document, now: datetime) -> list[Item]:
    """What goes on at `now`; a session that ends at this instant does not."""
    return [item for item in doc.items if item.start <= now < item.end]


def guid(acronym: str, session_id: str) -> str:
    """The lasting name of a session: the same in every run, whatever the date."""
    return str(uuid.uuid5(NAMESPACE, f"{acronym}/{session_id}"))


def _watch(day: int, number: int, watch: dict[str, Any]) -> Session:
    host = source.people()[watch["host"]]
    return Session(
        id=f"quay-{day}-{number + 1}",
        day=day,
        offset=WATCH * number,
        duration=WATCH,
        place="quay",
        track="",
        type="lounge",
        title=f"Quiet Quay: {watch['title']}",
        abstract=f"{watch['text']}\nCome and go as you like. Your host is {host.name}.",
        lay="",
        language="en",
        note="",
        speakers=(),  # a host may also be on a stage meanwhile; the lounge does not mind
        chair=watch["host"],
        welcome=False,
    )


def _item(
    session: Session,
    facts: dict[str, Any],
    midnight: datetime,
    day: date,
    places: dict[str, str],
    tracks: dict[str, str],
) -> Item:
    start = (midnight.astimezone(UTC) + session.offset).astimezone(midnight.tzinfo)
    return Item(
        title=session.title,
        start=start,
        duration=session.duration,
        day=day,
        guid=guid(facts["acronym"], session.id),
        source_id=session.id,
        place=places[session.place] if session.place else "Online",
        track=tracks.get(session.track, ""),
        type=KINDS[session.type],
        language=session.language,
        abstract=_paragraphs(session.abstract),
        lay_summary=_paragraphs(session.lay) if session.lay else "",
        people=tuple(_person(key) for key in session.speakers),
        kind=Kind.BREAK if session.type == "break" else Kind.TALK,
        patients_welcome=session.welcome,
        plain_language=session.type == "patients",
    )


def _person(key: str) -> Person:
    person = source.people()[key]
    return Person(name=person.name, source_id=key, biography=_paragraphs(person.about), affiliation=person.affiliation)


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())

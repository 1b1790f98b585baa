"""Reads what the exchange needs: entries as last imported, and the released programme as a document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core import clock
from core.errors import NotFound
from core.models import Conference
from schedule.exchange.document import Day, Document, Item, Kind, Link, Person, State
from schedule.exchange.models import ImportedItem, Upload
from schedule.exchange.plan import Known
from schedule.programme import embargo
from schedule.programme import queries as programme
from schedule.programme.models import ReleasedSitting, Speaker, Talk, TalkSpeaker


def known(conference_id: int, source: str) -> list[Known]:
    """The entries of a source as its last import left them."""
    rows = ImportedItem.objects.filter(conference=conference_id, source=source).order_by("pk")
    return [
        Known(
            row.sitting_id, row.guid, row.source_id, row.text_key, row.digest, row.title, row.start, row.end,
            row.place, row.cancelled,
        )
        for row in rows
    ]  # fmt: skip


def upload(pk: int) -> Upload:
    """A kept file, or NotFound."""
    found = Upload.objects.select_related("conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def released(conference: Conference, address: str = "", sessions: set[int] | None = None) -> Document:
    """The released programme as a document; all of it, or only some sessions.

    `address` is where the site is reached (`https://congress.example`), for links back. A session of several talks
    is one entry. Six queries.
    """
    release = programme.current_release(conference.pk)
    rows = programme.sittings_of(release).defer(None).select_related("sitting")
    chosen = list(rows if sessions is None else rows.filter(session__in=sessions))
    zone = ZoneInfo(conference.zone)
    people = _people({row.session_id for row in chosen})
    lay = _lay_summaries({row.session_id for row in chosen})
    seen: set[str] = set()
    held = embargo.held(conference.pk)
    items = tuple(
        _bare(item) if row.session_id in held else item
        for row in chosen
        for item in [_item(row, conference, zone, address, people, lay, seen)]
    )
    return Document(
        format="",
        title=conference.name,
        acronym=conference.acronym,
        zone=conference.zone,
        items=items,
        days=_days(items, zone),
        version=release.version if release else "0",
        url=f"{address}/{conference.slug}/programme" if address else "",
        made_at=release.published_at if release else clock.now(),
    )


def whole(conference: Conference) -> Document:
    """As `released`, with what only workbooks have room for: all places and tracks in order, seats, biographies."""
    document = released(conference)
    speakers = {person.source_id for item in document.items for person in item.people}
    told = dict(Speaker.objects.filter(pk__in=speakers).values_list("pk", "biography"))
    places = list(conference.places.values_list("name", "capacity"))
    return replace(
        document,
        items=tuple(
            replace(item, people=tuple(_told(person, told) for person in item.people)) for item in document.items
        ),
        listed_places=tuple(name for name, _seats in places),
        listed_tracks=tuple(conference.tracks.values_list("name", flat=True)),
        capacities={name: seats for name, seats in places if seats is not None},
    )


def _told(person: Person, biographies: dict[int, str]) -> Person:
    return replace(person, biography=biographies.get(int(person.source_id), ""))


def _item(
    row: ReleasedSitting,
    conference: Conference,
    zone: ZoneInfo,
    address: str,
    people: dict[int, list[Person]],
    lay: dict[int, str],
    seen: set[str],
) -> Item:
    session = row.session
    # The schemas want each code once: the replay of a session goes without.
    code = "" if session.code in seen else session.code
    seen.add(session.code)
    return Item(
        title=session.title,
        start=row.start.astimezone(zone),
        duration=row.end - row.start,
        day=row.day,
        guid=str(row.sitting.guid),
        source_id=str(row.sitting_id),
        subtitle=session.subtitle,
        place=row.place.name if row.place else "",
        track=session.track.name if session.track else "",
        type=session.type,
        language=session.language,
        abstract=session.abstract,
        description=session.description,
        lay_summary=lay.get(row.session_id, ""),
        people=tuple(people.get(row.session_id, ())),
        links=tuple(Link(link["url"], link["title"]) for link in session.links),
        url=f"{address}/{conference.slug}/session/{session.code}" if address else session.url,
        kind=Kind(session.kind),
        state=State.CANCELLED if row.cancelled else State.CONFIRMED,
        patients_welcome=session.patients_welcome,
        plain_language=session.plain_language,
        sequence=row.sitting.sequence,
        number=row.sitting_id,
        code=code,
    )


def _bare(item: Item) -> Item:
    """A session under embargo as files may have it: that it is, when, where and by whom, and not what it says."""
    return replace(item, abstract="", description="", lay_summary="", links=())


def _people(sessions: set[int]) -> dict[int, list[Person]]:
    rows = (
        TalkSpeaker.objects.filter(talk__session__in=sessions)
        .order_by("talk__session", "talk__order", "order", "pk")
        .values_list("talk__session", "speaker", "speaker__name", "speaker__affiliation")
    )
    found: dict[int, dict[int, Person]] = defaultdict(dict)
    for session, speaker, name, affiliation in rows:
        found[session].setdefault(speaker, Person(name, str(speaker), affiliation=affiliation))
    return {session: list(people.values()) for session, people in found.items()}


def _lay_summaries(sessions: set[int]) -> dict[int, str]:
    rows = Talk.objects.filter(session__in=sessions).exclude(lay_summary="").order_by("order")
    return dict(rows.values_list("session", "lay_summary"))


def _days(items: tuple[Item, ...], zone: ZoneInfo) -> tuple[Day, ...]:
    spans: dict[date, tuple[datetime, datetime]] = {}
    for item in items:
        first, last = spans.get(item.day, (item.start, item.end))
        spans[item.day] = (min(first, item.start), max(last, item.end))
    return tuple(Day(on, *(moment.astimezone(zone) for moment in spans[on])) for on in sorted(spans))

"""Reader of sheets (CSV): our own template, and agendas with the columns other congresses use.

Our template has these columns, of which only `title` and `start` must be there:
id, title, subtitle, start, end, duration, place, track, type, language, speakers, affiliations,
abstract, lay_summary, patients_welcome, plain_language, url, day.
Times are `2026-11-26 09:00` in the zone of the conference, or carry an offset. Speakers and their
affiliations are parted by semicolons.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from zoneinfo import ZoneInfo

from schedule.exchange.document import Document, Item, Person, Report, refuse
from schedule.exchange.limits import MAX_ITEMS, as_utf8, too_many
from schedule.exchange.prose import one_line, to_html, web_address
from schedule.exchange.readers.fields import kind_of, length_of, people_of
from schedule.exchange.times import at_home, date_of, is_missing_hour, moment_of
from schedule.programme.prose import MAX_PROSE

COLUMNS = (
    "id", "title", "subtitle", "start", "end", "duration", "place", "track", "type", "language", "speakers",
    "affiliations", "abstract", "lay_summary", "patients_welcome", "plain_language", "url", "day",
)  # fmt: skip
MAX_COLUMNS = 100
# Column names of other agendas, by the name our template has for them.
_OTHER_NAMES = {
    "submission_id": "id", "starttime": "start", "start_time": "start", "endtime": "end", "end_time": "end",
    "room": "place", "location": "place", "talk_format": "type", "session_type": "type", "fullname": "speakers",
    "speaker": "speakers", "speaker_names": "speakers", "institution": "affiliations", "link": "url",
    "abstract_text": "abstract", "theme": "track", "lay summary": "lay_summary",
}  # fmt: skip
_TRUE = frozenset({"1", "x", "y", "yes", "true", "ja", "oui", "si", "sí"})

Row = dict[str, str]


def read(data: bytes, home: ZoneInfo | None = None) -> Document:
    """The document of a sheet; `home` (UTC when None) is the zone of times without offset.

    Raises FileRefusedError when the header lacks `title` or `start`, or the sheet is too large.
    """
    zone = home or ZoneInfo("UTC")
    header, rows = _rows(as_utf8(data).decode("utf-8"))
    report = Report()
    found = tuple(items(header, rows, zone, report))
    return Document(
        format="csv",
        title="",
        acronym="",
        zone="",
        items=found,
        problems=tuple(report.problems),
        skipped=report.skipped,
    )


def items(header: list[str], rows: Iterator[tuple[int, list[str]]], zone: ZoneInfo, report: Report) -> Iterator[Item]:
    """The entries of a table: names of columns, and numbered rows of cells."""
    for line, row in _as_dicts(_names(header), rows):
        if item := _item(row, line, zone, report):
            yield item


def _rows(text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(4 * MAX_PROSE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    numbered = ((reader.line_num, row) for row in reader)
    try:
        return next(numbered)[1], _guarded(numbered)
    except (StopIteration, csv.Error):
        raise refuse("csv.malformed", "line 1", "The first line is no list of column names.") from None


def _guarded(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    count = 0
    while True:
        try:
            line, row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise refuse("csv.malformed", f"row {count + 2}", f"Row {count + 2} cannot be read: {error}.") from None
        count += 1
        if count > MAX_ITEMS or len(row) > 10 * MAX_COLUMNS:
            raise too_many()
        if any(cell.strip() for cell in row):
            yield line, row


def _names(header: list[str]) -> list[str]:
    if len(header) > MAX_COLUMNS:
        raise refuse("csv.too_wide", "line 1", f"The sheet has more than {MAX_COLUMNS} columns.")
    found = [name.strip().casefold().replace(" ", "_").lstrip("\ufeff") for name in header]
    names = [_OTHER_NAMES.get(name, name) for name in found]
    if ("theme" in found and "track" in found) or ("starttime" in found and "track" in found):
        # In these agendas the column "track" names the parallel room, and "theme" the subject.
        names = ["place" if name == "track" else renamed for name, renamed in zip(found, names, strict=True)]
    if missing := [name for name in ("title", "start") if name not in names]:
        raise refuse("csv.no_columns", "line 1", f"The sheet has no column {' and no column '.join(missing)}.")
    return names


def _as_dicts(names: list[str], rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, Row]]:
    for line, row in rows:
        cells: Row = {}
        for name, cell in zip(names, row, strict=False):
            cells.setdefault(name, harmless_undone(cell))
        yield line, cells


def harmless_undone(cell: str) -> str:
    """A cell without the apostrophe that our own export puts before what a spreadsheet would take for a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell


def _item(row: Row, line: int, zone: ZoneInfo, report: Report) -> Item | None:
    title = one_line(row.get("title"))
    where = f"line {line} ({title[:40] or 'no title'})"
    start = _moment(row.get("start"), zone, where, report)
    if not title or start is None:
        missing = "title" if not title else "start"
        report.skip(f"item.no_{missing}", where, f"Left out: it has no readable {missing}.")
        return None
    type_name = one_line(row.get("type"), 80)
    return Item(
        title=title,
        start=start,
        duration=_length(row, start, zone, where, report),
        day=_day(row.get("day"), start, where, report),
        source_id=one_line(row.get("id")),
        subtitle=one_line(row.get("subtitle")),
        place=one_line(row.get("place"), 120),
        track=one_line(row.get("track"), 120),
        type=type_name,
        language=one_line(row.get("language"), 20),
        abstract=to_html(row.get("abstract")),
        lay_summary=to_html(row.get("lay_summary")),
        people=_people(row),
        url=web_address(row.get("url")),
        kind=kind_of(type_name, title),
        patients_welcome=_is_true(row.get("patients_welcome")),
        plain_language=_is_true(row.get("plain_language")),
    )


def _moment(value: str | None, zone: ZoneInfo, where: str, report: Report) -> datetime | None:
    moment = moment_of(value) if value else None
    if moment is None:
        return None
    if moment.tzinfo is None and is_missing_hour(moment, zone):
        report.note("time.missing_hour", where, f"{moment:%H:%M} does not exist in {zone.key} on that day.")
    return at_home(moment, zone)


def _day(value: str | None, start: datetime, where: str, report: Report) -> date:
    """The conference day: that of the start, or the one before for what is late at night."""
    said = date_of(value) if value else None
    if said is None or said == start.date():
        return start.date()
    if said == start.date() - timedelta(days=1):
        return said
    report.note("day.contradiction", where, f"{said} is not the day of {start:%Y-%m-%d %H:%M}, nor the one before.")
    return start.date()


def _length(row: Row, start: datetime, zone: ZoneInfo, where: str, report: Report) -> timedelta:
    end = _moment(row.get("end"), zone, where, report)
    if end is None:
        return length_of(row.get("duration"), where, report)
    return length_of(f"{(end.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=1)}", where, report)


def _people(row: Row) -> tuple[Person, ...]:
    names = (row.get("speakers") or "").split(";")[:100]
    homes = (row.get("affiliations") or "").split(";")[: len(names)]
    pairs = zip_longest(names, homes, fillvalue="")
    return people_of(Person(name=one_line(name, 120), affiliation=one_line(home, 200)) for name, home in pairs)


def _is_true(value: str | None) -> bool:
    return (value or "").strip().casefold() in _TRUE

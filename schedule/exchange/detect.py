"""Which format is this file? Told by its content, since names and types of uploads say little."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from schedule.exchange.document import Document, FileRefusedError, refuse
from schedule.exchange.limits import check_size
from schedule.exchange.prose import bounded
from schedule.exchange.readers import frab_json, ical, pentabarf, sheet, workbook

Reader = Callable[[bytes, ZoneInfo | None], Document]
_READERS: dict[str, Reader] = {
    "xml": pentabarf.read,
    "json": frab_json.read,
    "ics": ical.read,
    "csv": sheet.read,
    "xlsx": workbook.read,
}


def read(data: bytes, home: ZoneInfo | None = None) -> Document:
    """The programme in `data` (at most 8 MB), read as the format its content shows.

    `home` is the zone of clocks that name none. Raises FileRefusedError with at least one reason.
    """
    check_size(data)
    with bounded():
        document = _READERS[format_of(data)](data, home)
    if not document.items:
        nothing = refuse("file.no_items", "file", "The file holds no usable entry.")
        raise FileRefusedError(*nothing.problems, *document.problems)
    if not document.zone and home is None:
        missing = refuse("zone.missing", "file", "The file names no time zone: UTC is assumed.").problems
        document = replace(document, problems=(*missing, *document.problems))
    return document


def format_of(data: bytes) -> str:
    """`xml`, `json`, `ics`, `csv` or `xlsx`; raises FileRefusedError for what is none of them."""
    if data.startswith(workbook.SIGNATURE):
        return "xlsx"
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"BEGIN:VCALENDAR" in data[: 256 * 1024].upper():
        return "ics"
    if head[:1] in (b"{", b"["):
        return "json"
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in head:
        raise refuse("file.encoding", "byte 0", "The file is not UTF-8 text. Save it as UTF-8 and try again.")
    if head[:1] == b"<":
        if re.match(rb"<(!doctype html|html)\b", head, re.IGNORECASE):
            raise refuse("file.html", "line 1", "This is a web page, not a programme file.")
        return "xml"
    if re.search(rb"(?i)(^|[,;\t\"])title([,;\t\"]|$)", head.split(b"\n", 1)[0].strip()):
        return "csv"
    raise refuse("file.unknown_format", "line 1", "Neither XML, JSON, iCalendar nor a sheet with a column “title”.")

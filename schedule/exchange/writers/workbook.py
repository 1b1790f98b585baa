"""Writer of workbooks (XLSX): the template to fill in, with explanations, and the programme in the same shape.

Every cell is written as text: nothing in it is computed, whatever somebody wrote into a title.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.text import as_cell
from schedule.exchange.document import Document
from schedule.exchange.readers.sheet import COLUMNS
from schedule.exchange.writers.sheet import row_of, text_of, unparted

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPEAKERS = ("name", "affiliation", "biography")
PLACES = ("name", "capacity")
TRACKS = ("name",)
_WIDTHS = {"title": 44, "start": 18, "end": 18, "speakers": 34, "affiliations": 34, "abstract": 60, "lay_summary": 60}


Row = Mapping[str, str]


def template(zone: str) -> bytes:
    """An empty workbook with what each column wants."""
    return _workbook((), (), (), (), zone)


def write(document: Document) -> bytes:
    """The document as a workbook that the reader takes again."""
    people = {person.name: person for item in document.items for person in item.people}
    speakers = (
        {"name": unparted(one.name), "affiliation": one.affiliation, "biography": text_of(one.biography)}
        for one in people.values()
    )
    places = ({"name": name, "capacity": str(document.capacities.get(name, ""))} for name in document.places)
    tracks = ({"name": name} for name in document.tracks)
    return _workbook((row_of(item) for item in document.items), speakers, places, tracks, document.zone)


def _workbook(
    sessions: Iterable[Row], speakers: Iterable[Row], places: Iterable[Row], tracks: Iterable[Row], zone: str
) -> bytes:
    from openpyxl import Workbook  # slow to import: only a process that writes workbooks wants it

    book = Workbook(write_only=True)
    explained = _("# One line for each session. Only title and start must be there. Times are clock times in %(zone)s.")
    _sheet(book, "Sessions", explained % {"zone": zone}, COLUMNS, sessions)
    people = _("# More about people, by the name that stands in the sheet Sessions.")
    _sheet(book, "Speakers", people, SPEAKERS, speakers)
    halls = _(
        "# Places in the order in which the programme shows them; capacity is how many seats there are, if not endless."
    )
    _sheet(book, "Places", halls, PLACES, places)
    _sheet(book, "Tracks", _("# Tracks in the order in which the programme shows them."), TRACKS, tracks)
    _explanations(book, zone)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Any, title: str, explained: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    made = book.create_sheet(title)
    made.freeze_panes = "A3"
    for number, name in enumerate(columns):
        made.column_dimensions[_letter(number)].width = _WIDTHS.get(name, 16)
    made.append([_cell(made, explained, italic=True)])
    made.append([_cell(made, name, bold=True) for name in columns])
    for row in rows:
        made.append([_cell(made, as_cell(row.get(name, ""))) for name in columns])


def _explanations(book: Any, zone: str) -> None:
    made = book.create_sheet("How to fill it in")
    made.column_dimensions["A"].width, made.column_dimensions["B"].width = 20, 100
    for name, text in explanations(zone).items():
        made.append([_cell(made, name, bold=True), _cell(made, text)])


def explanations(zone: str) -> dict[str, str]:
    """What each column of the sheet of sessions wants."""
    return {
        "id": _(
            "A word of yours that stays the same: by it a session is found again when you import the sheet once more."
        ),
        "title": _("Needed. What the session is called."),
        "subtitle": _("A second line, if you like."),
        "start": _("Needed. Like 2026-11-26 09:00, in %(zone)s.") % {"zone": zone},
        "end": _("Like start. Or leave it empty and fill in duration."),
        "duration": _("In minutes, such as 45, or hours and minutes, such as 1:30."),
        "place": _("The hall or stage; made when it is not there yet."),
        "track": _("The thread it belongs to; made when it is not there yet."),
        "type": _("Such as talk, keynote, poster, break. Breaks are public at once."),
        "language": _("Such as en or pt."),
        "speakers": _("Names, parted by semicolons."),
        "affiliations": _("Where they work, in the same order, parted by semicolons."),
        "abstract": _("A text; blank lines make paragraphs."),
        "lay_summary": _("The same in plain language."),
        "patients_welcome": _("yes, or empty."),
        "plain_language": _("yes, or empty."),
        "url": _("A page about it elsewhere, with https://."),
        "day": _("The congress day before, such as 2026-11-25, for what begins after midnight and belongs to it."),
    }


def _cell(made: Any, text: str, *, bold: bool = False, italic: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(made, text[:32_000])
    cell.data_type = "s"  # text also where it looks like a formula
    cell.font = Font(bold=bold, italic=italic)
    cell.alignment = Alignment(vertical="top", wrap_text=not bold and not italic)
    return cell


def _letter(number: int) -> str:
    return chr(ord("A") + number)

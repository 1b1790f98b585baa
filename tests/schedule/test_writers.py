"""What we export is what the schemas ask for, and what we read again is what we wrote."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import vobject

from core.text import as_cell
from schedule.exchange import conformance, detect
from schedule.exchange.document import Day, Document, Item, Person, State
from schedule.exchange.writers import frab_json, frab_xml, ical, sheet, words, workbook
from tests.conftest import need
from tests.schedule.conftest import REAL, items

ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 24, 22, 0, tzinfo=ZONE)


def document(*, count: int = 6) -> Document:
    made = tuple(
        replace(
            item,
            guid=f"0000000{number}-0000-4000-8000-000000000000",
            number=number + 1,
            code=f"ABCDE{number}",
            url=f"https://congress.example/{number}",
            title=("Ölçü – 数 & <tags>", "=cmd()", "Third", "Fourth", "Fifth", "Sixth")[number],
        )
        for number, item in enumerate(items(count, 2, START))
    )
    day = Day(START.date(), START, made[-1].end)
    return Document(
        "",
        "Lantern & Days",
        "L26",
        "Europe/Berlin",
        made,
        (day,),
        version="2",
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def told(item: Item) -> tuple[object, ...]:
    return item.title, item.start, item.duration, item.place, item.track, [person.name for person in item.people]


@pytest.mark.parametrize("write", [frab_xml.write, frab_json.write, ical.write])
def test_reading_what_we_wrote_gives_the_same(write: Callable[[Document], str]) -> None:
    made = document()
    read = detect.read(write(made).encode())

    assert sorted(map(str, map(told, read.items))) == sorted(map(str, map(told, made.items)))
    assert {item.guid for item in read.items} == {item.guid for item in made.items}
    assert read.problems == ()


def test_reading_our_sheet_gives_the_same() -> None:
    made = document()
    read = detect.read(sheet.write(made).encode(), ZONE)

    assert list(map(told, read.items)) == list(map(told, made.items))


def test_a_cell_that_is_a_formula_is_made_harmless() -> None:
    text = sheet.write(document())

    assert "'=cmd()" in text
    assert as_cell("+1") == "'+1"
    assert as_cell("plain") == "plain"


def test_our_exports_follow_the_rules_of_the_exchange() -> None:
    assert conformance.faults_of_xml(frab_xml.write(document())) == []
    assert conformance.faults_of_json(json.loads(frab_json.write(document()))) == []


def test_the_rule_checker_sees_what_is_wrong() -> None:
    twice = document().items[0]
    broken = replace(document(), items=(twice, replace(twice, guid="no", place="Hall 9")))

    assert any("guid no" in fault for fault in conformance.faults_of_json(json.loads(frab_json.write(broken))))
    assert any("id 1 stands 2 times" in fault for fault in conformance.faults_of_xml(frab_xml.write(broken)))


def test_the_xml_is_valid_against_the_schema_of_the_c3voc(tmp_path: Path) -> None:
    validate_xml(frab_xml.write(document()), tmp_path)


def test_the_json_is_valid_against_the_schema_of_the_c3voc() -> None:
    validate_json(frab_json.write(document()))


def test_a_cancelled_entry_keeps_its_uid_and_counts_up() -> None:
    first = replace(document().items[0], state=State.CANCELLED, sequence=3)
    text = ical.write(replace(document(), items=(first,)))

    assert "STATUS:CANCELLED" in text
    assert "SEQUENCE:3" in text
    assert f"UID:{first.guid}@meridian" in text
    assert detect.read(text.encode()).items[0].state is State.CANCELLED


def test_calendar_times_are_instants_in_utc() -> None:
    assert "DTSTART:20261024T200000Z" in ical.write(document())


@pytest.mark.parametrize(("text", "made"), [("rC3 2020!", "rc3_2020"), ("FOS", "fos_"), ("", "____"), ("日本", "____")])
def test_an_acronym_fits_the_narrowest_schema(text: str, made: str) -> None:
    assert words.acronym(text) == made


def test_a_slug_ends_with_a_letter_or_a_digit_in_any_script() -> None:
    assert words.slug("lant", 7, "日本") == "lant-0007"
    assert words.slug("lant", 7, "Ölçü –") == "lant-0007-olcu"


def test_a_duration_of_days_stays_within_two_digits() -> None:
    assert words.clock(timedelta(minutes=90)) == "01:30"
    assert words.clock(timedelta(days=9)) == "99:59"


def test_a_speaker_without_a_name_is_not_exported() -> None:
    assert detect.read(frab_xml.write(document()).encode()).items[0].people[0] == Person("Speaker 0", "0")


def validate_xml(text: str, folder: Path) -> None:
    """Ask xmllint; skipped with its reason where the schema is absent."""
    schema = REAL / "schema" / "schedule.xml.xsd"
    if not schema.exists():
        pytest.skip("no schema schedule.xml.xsd beside the checkout (MERIDIAN_SCHEDULES)")
    path = folder / "schedule.xml"
    path.write_text(text, "utf-8")
    xmllint = need("xmllint", package="libxml2-utils")
    ran = subprocess.run([xmllint, "--noout", "--schema", schema, path], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]


def validate_json(text: str) -> None:
    """Ask jsonschema; skipped with its reason where the schema is absent."""
    schema = REAL / "schema" / "schema.json"
    if not schema.exists():
        pytest.skip("no schema schema.json beside the checkout (MERIDIAN_SCHEDULES)")
    jsonschema.Draft6Validator(json.loads(schema.read_text("utf-8"))).validate(json.loads(text))


ODD = (
    'Eve":mailto:x@y', "a;b:c,d", "^n^'^^", "back\\slash\\n", "\\,", "\\", '"', "<![CDATA[]]>", "]]>", "&amp;&lt;", "=1+1",
    "%0d%0aX:y", "BEGIN:VEVENT", "a:b", "مرحبا", "-", "é" * 100, "𝔘𝔫𝔦 😀" * 20, "\U0001ffff",
)  # fmt: skip


@pytest.mark.parametrize("format_name", ["ics", "xml", "json", "csv", "xlsx"])
def test_no_name_breaks_out_of_its_place(format_name: str) -> None:
    write: dict[str, Callable[[Document], str | bytes]] = {
        "ics": ical.write, "xml": frab_xml.write, "json": frab_json.write, "csv": sheet.write, "xlsx": workbook.write
    }  # fmt: skip
    for name in ODD:
        made = document(count=1)
        item = replace(made.items[0], title=name, place=name, track=name, type=name[:80], people=(Person(name),))
        written = write[format_name](replace(made, title=name, items=(item,)))
        data = written if isinstance(written, bytes) else written.encode()
        (read,) = detect.read(data).items
        # In a sheet a semicolon parts two names
        people = [name.replace(";", ",") if format_name in ("csv", "xlsx") else name]
        assert (read.title, read.place, read.track, read.type) == (name, name, name, name[:80])
        assert [person.name for person in read.people] == people
        if format_name == "ics":
            assert vobject.readOne(data.decode()).vevent.summary.value == name

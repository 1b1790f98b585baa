"""Files meant to hurt are refused within 2 s and 64 MB, with a reason."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from schedule.exchange import detect
from schedule.exchange.document import FileRefusedError
from schedule.exchange.limits import MAX_BYTES

pytestmark = pytest.mark.once

EVENT = "<event id='%d'><title>t</title><start>10:00</start></event>"
DAY = "<schedule><conference><title>c</title></conference><day date='2026-01-01'><room name='r'>%s</room></day></schedule>"
VEVENT = "BEGIN:VEVENT\r\nUID:%s\r\nDTSTART:20260101T100000Z\r\nSUMMARY:t\r\n%sEND:VEVENT\r\n"


def calendar(events: str) -> bytes:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">{entities}]><schedule><conference>&l11;</conference></schedule>'


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MEMBERS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN}><sheets><sheet name="Sessions" sheetId="1" r:id="r1" xmlns:r="{OFFICE}"/></sheets></workbook>',
}


def book(rows: str, **members: str) -> bytes:
    """A workbook of one sheet with these rows; further members by their names, or instead of the usual ones."""
    told = (
        MEMBERS | {"xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"} | members
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in told.items():
            packed.writestr(name, content)
    return out.getvalue()


def texts(text: str, count: int) -> bytes:
    """A JSON schedule of so many events with this abstract."""
    events = [{"title": f"t{n}", "start": "10:00", "abstract": text} for n in range(count)]
    conference = {"title": "c", "days": [{"date": "2026-01-01", "rooms": {"r": events}}]}
    return json.dumps({"schedule": {"conference": conference}}).encode()


def series(rule: str, count: int) -> bytes:
    """A calendar of so many events that repeat like this."""
    return calendar("".join(VEVENT % (n, f"RRULE:{rule}\r\n") for n in range(count)))


LONG_STYLES = f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>"
HOSTILE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "file.empty"),
    "a flood": (b" " * (MAX_BYTES + 1), "file.too_large"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "file.encoding"),
    "a web page": (b"<!doctype html><html></html>", "file.html"),
    "an entity bomb": (laughs().encode(), "xml.forbidden"),
    "an external entity": (
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><schedule><day>&x;</day></schedule>',
        "xml.forbidden",
    ),
    "a million empty events": (f"<schedule><day>{'<event/>' * 1_000_000}</day></schedule>".encode(), "file.too_many_items"),
    "many real events": (DAY.encode() % b"".join(EVENT.encode() % n for n in range(60_000)), "file.too_many_items"),
    "a million attributes": (
        b"<schedule " + b" ".join(b'a%x=""' % n for n in range(700_000)) + b"/>",
        "file.too_many_items",
    ),
    "a deep tree": (b"<schedule>" + b"<a>" * 500_000, "xml.too_deep"),
    "a cut tree": ((DAY % EVENT % 1)[:90].encode(), "xml.malformed"),
    "the wrong letters in XML": (DAY.encode().replace(b">c<", b">\xff\xfe\xe9<"), "file.encoding"),
    "another alphabet than declared": (b'<?xml version="1.0" encoding="utf-16"?><schedule/>', "xml.malformed"),
    "deep JSON": (b'{"schedule":' + b"[" * 90_000, "json.too_deep"),
    "deeper JSON": (b"[" * 1_000_000, "file.too_many_items"),
    "a million objects": (b'{"a":[' + b"{}," * 1_000_000 + b"{}]}", "file.too_many_items"),
    "a million numbers": (b'{"a":[' + b"1.5," * 1_000_000 + b"1]}", "file.too_many_items"),
    "not a number": (b'{"schedule": NaN}', "json.malformed"),
    "a huge number": (b'{"schedule": ' + b"9" * 100_000 + b"}", "json.malformed"),
    "cut JSON": (b'{"schedule": {"conference": {"days": [', "json.malformed"),
    "lone surrogates": (b'{"schedule": {"conference": {"days": [], "title": "\\ud800"}}}', "file.no_items"),
    "a million entries": (calendar((VEVENT % ("u", "")) * 100_000), "file.too_many_items"),
    "every second": (calendar(VEVENT % ("u", "RRULE:FREQ=SECONDLY\r\n")), "ical.recurrence_refused"),
    "every minute": (calendar(VEVENT % ("u", "RRULE:FREQ=MINUTELY;COUNT=9\r\n")), "ical.recurrence_refused"),
    "too often": (calendar(VEVENT % ("u", "RRULE:FREQ=DAILY;COUNT=900000\r\n")), "ical.recurrence_refused"),
    "without end": (calendar(VEVENT % ("u", "RRULE:FREQ=DAILY\r\n")), "file.no_items"),
    "never again": (calendar(VEVENT % ("u", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3\r\n")), "file.no_items"),
    "series of series": (
        calendar("".join(VEVENT % (n, "RRULE:FREQ=MONTHLY;INTERVAL=99;COUNT=400\r\n") for n in range(200))),
        "",
    ),
    "an unknown zone": (calendar((VEVENT % ("u", "")).replace("DTSTART:", "DTSTART;TZID=Mars/Olympus:")), "ical.unknown_zone"),
    "a cut calendar": (calendar(VEVENT % ("u", ""))[:-40], "ical.truncated"),
    "long lines": (calendar("X:" + "a" * 7_000_000 + "\r\n" + VEVENT % ("u", "RRULE:FREQ=SECONDLY\r\n")), "ical.recurrence_refused"),
    "many short lines": (b"BEGIN:VCALENDAR\n" + b"A\n" * 3_000_000, "file.too_many_items"),
    "quotes and semicolons": (calendar(VEVENT % ("u", 'X;A="' + '";"' * 600_000 + ":1\r\nRRULE:FREQ=SECONDLY\r\n")), "ical.recurrence_refused"),
    "a long sheet": (b"title,start\n" + b"a,2026-01-01 10:00\n" * 300_000, "file.too_many_items"),
    "a wide sheet": (b"title,start" + b",x" * 2_000_000, "csv.too_wide"),
    "a wide row": (b"title,start\na" + b",b" * 2_000_000, "file.too_many_items"),
    "Markdown that is slow": (texts("![a" * 90, 4_000), "file.too_many_items"),
    "Markdown of nested quotes": (texts("> " * 100, 9_000), "file.too_much_markup"),
    "Markdown of lists": (texts(("- " + "word " * 50 + "\n") * 3, 9_900), "file.too_much_markup"),
    "a day that never comes": (series("FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=3", 200), "file.no_items"),
    "many long series": (series("FREQ=DAILY;COUNT=400", 200), "file.too_many_items"),
    "many series": (series("FREQ=DAILY;COUNT=2", 9_000), "ical.recurrence_refused"),
    "dates without end": (
        calendar(VEVENT % ("u", "RRULE:FREQ=DAILY;COUNT=2\r\n" + f"RDATE:{','.join(['20260101T100000Z', '20260102T100000Z'] * 200)}\r\n" * 400 + "".join(f"RDATE:20260103T10{n // 60:02d}{n % 60:02d}Z\r\n" for n in range(90)) + f"RDATE:{','.join(f'202602{n % 28 + 1:02d}T{n // 28:02d}0000Z' for n in range(400))}\r\n")),
        "ical.recurrence_refused",
    ),
    "one line of 100 MB": (b"title,start," + b"a" * 100_000_000, "file.too_large"),
    "a comment without end": (b"<schedule><!--" + b"a" * 7_900_000, "xml.malformed"),
    "a workbook of a million rows": (book("<row/>" * 1_000_000), "file.too_many_items"),
    "a workbook of one row": (book(f"<row>{'<c/>' * 2_000_000}</row>"), "file.too_many_items"),
    "a row just below the bound": (book(f"<row>{'<c/>' * 149_000}</row>"), "csv.no_columns"),
    "a workbook whose last cell is far away": (book('<row r="1048576"><c r="XFD1048576"/></row>'), "file.too_many_items"),
    "a huge cell": (book(f"<row><c t='inlineStr'><is><t>{'a' * 15_000_000}</t></is></c></row>"), "csv.no_columns"),
    "a workbook that unpacks to 200 MB": (book(" " * 200_000_000), "file.too_many_items"),
    "a million styles": (book("", **{"xl/styles.xml": LONG_STYLES}), "file.too_many_items"),
    "a million strings": (book("", **{"xl/sharedStrings.xml": f"<sst {MAIN}>{'<si/>' * 1_000_000}</sst>"}), "file.too_many_items"),
    "a comment in a workbook": (book(f"<!--{'a' * 15_000_000}-->"), "file.too_many_items"),
    "a deep workbook": (book("<a>" * 1_000_000), "xml.too_deep"),
    "a cut sheet": (book("<row><c>"), "xlsx.malformed"),
    "a sheet under another name": (book("", **{"xl/media/a.png": f"<a>{'<a/>' * 1_000_000}</a>"}), "file.too_many_items"),
    "an external entity in a workbook": (
        book("", **{"xl/workbook.xml": '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><workbook>&x;</workbook>'}),
        "xml.forbidden",
    ),
    "numbers that are none": (book("<row><c t='s'><v>99999</v></c><c t='d'><v>9999999999</v></c></row>"), "xlsx.malformed"),
    "an open quote": (b'title,start\n"' + b"a" * 5_000_000, "csv.malformed"),
}  # fmt: skip


MOST_UNITS = 40  # some two seconds on a core that does one in a twentieth of a second


def _unit() -> float:
    """Seconds of CPU for a fixed piece of work, so that a busy machine asks no more of a reader than a quiet one."""
    began = time.process_time()
    for _ in range(5_000_000):
        pass
    return time.process_time() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_soon_and_in_little_memory(name: str) -> None:
    data, code = HOSTILE[name]
    began = time.process_time()
    try:
        detect.read(data)
        found = ""
    except FileRefusedError as refused:
        found = refused.problems[0].code
    took = time.process_time() - began

    assert found == code
    assert took < MOST_UNITS * _unit()


# Each file in a process of its own that begins from the same idle one: what it peaks at above its start, in KiB.
MEASURE = """
import os, sys
from schedule.exchange import detect
from schedule.exchange.document import FileRefusedError
from tests.schedule.test_hostile_files import HOSTILE

def status(name):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(name))

for name, (data, _) in HOSTILE.items():
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        open("/proc/self/clear_refs", "w").write("5")  # the peak counts from here
        before = status("VmRSS")
        try:
            detect.read(data)
        except FileRefusedError:
            pass
        print(status("VmHWM") - before, name, flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_refusing_any_of_them_needs_less_than_64_mb_above_the_idle_process() -> None:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("a peak of memory is read from /proc")
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    peaks = {name: int(kib) for kib, _, name in (line.partition(" ") for line in ran.stdout.splitlines())}

    assert set(peaks) == set(HOSTILE)
    assert max(peaks.values()) < 64 * 1024, {name: kib for name, kib in peaks.items() if kib >= 64 * 1024}


def test_the_largest_file_that_is_let_in_needs_little_memory(tmp_path: Path) -> None:
    events = [
        {
            "id": n + 1,
            "title": f"Talk {n} 😀",
            "date": "2026-01-01T10:00:00+00:00",
            "duration": "00:30",
            "abstract": "a " * 330,
        }
        for n in range(9_900)
    ]
    schedule = {"conference": {"title": "c", "days": [{"date": "2026-01-01", "rooms": {"r": events}}]}}
    path = tmp_path / "large.json"
    path.write_text(json.dumps({"schedule": schedule}), "utf-8")
    assert path.stat().st_size < MAX_BYTES
    script = (
        "import sys, resource; from schedule.exchange import detect\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = len(detect.read(open(sys.argv[1], 'rb').read()).items)\n"
        "print(found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    ran = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    found, kib = (int(word) for word in ran.stdout.split())

    assert found == 9_900
    assert kib < 96 * 1024

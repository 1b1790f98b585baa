"""What a workbook packs is looked through before a library builds anything of it.

A workbook is a zip of XML. A few kilobytes of it can unpack to millions of cells or styles, to a comment without end,
or to entities: all members are unpacked once, in pieces, and counted by a parser that keeps nothing.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from schedule.exchange.document import FileRefusedError, refuse
from schedule.exchange.limits import MAX_DEPTH, too_many

MOST_UNPACKED = 16 * 1024 * 1024  # bytes of all members: the words of the largest agenda we know take 4 MB
MOST_MEMBERS = 200
# An agenda of 1,000 sessions has 17,000 cells of two or three elements each; styles and the like are held as a tree
MOST_ELEMENTS, MOST_ELEMENTS_BESIDES = 150_000, 10_000
MOST_ATTRIBUTES, MOST_ATTRIBUTES_BESIDES = 450_000, 40_000
LONGEST_TOKEN = 256 * 1024  # of one tag or comment: a parser begins it anew with each piece
_CHUNK = 64 * 1024
_TABLES = ("xl/worksheets/", "xl/sharedstrings")
_MARKS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


def check(data: bytes) -> None:
    """Raises FileRefusedError for what is no zip, or packs more or other than a workbook of a programme has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise too_many()
            _check_members(archive, members)
    except FileRefusedError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise refuse("xlsx.malformed", "file", f"The workbook is damaged or locked: {type(error).__name__}.") from None


def _check_members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    left = MOST_UNPACKED
    tables = _Counter(MOST_ELEMENTS, MOST_ATTRIBUTES)
    besides = _Counter(MOST_ELEMENTS_BESIDES, MOST_ATTRIBUTES_BESIDES)
    for member in members:
        is_table = member.filename.lower().lstrip("/").startswith(_TABLES)
        with archive.open(member) as unpacked:
            left = _check_member(unpacked, member.filename[:60], tables if is_table else besides, left)


def _check_member(unpacked: IO[bytes], name: str, counter: _Counter, left: int) -> int:
    scan: _Scan | None = None
    first = True
    while part := unpacked.read(_CHUNK):
        left -= len(part)
        if left < 0:
            raise too_many()
        if first and (part.lstrip()[:3].startswith(_MARKS) or name.lower().endswith((".xml", ".rels"))):
            scan = _Scan(name, counter)
        first = False
        if scan:
            scan.feed(part)
    if scan:
        scan.end()
    return left


class _Counter:
    """How much may still come, over several members."""

    def __init__(self, elements: int, attributes: int) -> None:
        self.elements, self.attributes = elements, attributes

    def take(self, attributes: int) -> None:
        self.elements -= 1
        self.attributes -= attributes
        if self.elements < 0 or self.attributes < 0:
            raise too_many()


class _Scan:
    """One XML member, parsed in pieces and forgotten."""

    def __init__(self, name: str, counter: _Counter) -> None:
        self.name, self.counter = name, counter
        self.depth = self.fed = 0
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, part: bytes) -> None:
        self._parse(part)
        self.fed += len(part)
        if self.fed - self.parser.CurrentByteIndex > LONGEST_TOKEN:
            raise too_many()

    def end(self) -> None:
        self._parse(b"", final=True)

    def _parse(self, part: bytes, *, final: bool = False) -> None:
        try:
            self.parser.Parse(part, final)
        except expat.ExpatError as error:
            raise refuse("xlsx.malformed", self.name, f"The workbook is damaged: {error}.") from None

    def _start(self, _tag: str, attributes: list[str]) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise refuse("xml.too_deep", self.name, f"Elements are nested more than {MAX_DEPTH} deep.")
        self.counter.take(len(attributes) // 2)

    def _end(self, _tag: str) -> None:
        self.depth -= 1

    def _doctype(self, *_: object) -> None:
        raise refuse("xml.forbidden", self.name, "Document types and entities are not accepted.")

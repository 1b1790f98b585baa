"""How much a programme file may hold. A hostile file must cost less than 2 s and 64 MB.

The largest real programme we know (773 events, 1.7 MB) stays below a tenth of each bound.
"""

from __future__ import annotations

import re
from collections.abc import Sized

from schedule.exchange.document import FileRefusedError, refuse

MAX_BYTES = 8 * 1024 * 1024
MAX_ITEMS = 10_000
MAX_LINE = 255  # longest single-line text we keep, in characters
MAX_PEOPLE = 100  # on one item
MAX_LINKS = 50  # on one item
MAX_PLACES = 2_000
MAX_DEPTH = 32  # of nested elements or objects
MAX_XML_ELEMENTS = 200_000
MAX_XML_ATTRIBUTES = 150_000
MAX_JSON_CONTAINERS = 100_000  # an empty dict costs 64 bytes, a used one 232
MAX_JSON_COMMAS = 400_000
MAX_OCCURRENCES = 400  # of one recurring event
MAX_SERIES = 200  # events that repeat
MAX_DAYS_LONG = 14  # of one item, in days

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding=["']([A-Za-z0-9._-]{1,40})["']""")
_SINGLE_BYTE = {
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso8859-15",
    "windows-1252": "cp1252",
}


def check_size(data: Sized) -> None:
    """Refuse a file of more than `MAX_BYTES` bytes, or an empty one."""
    if len(data) > MAX_BYTES:
        raise refuse("file.too_large", "file", f"The file is larger than {MAX_BYTES // 1024 // 1024} MB.")
    if not len(data):
        raise refuse("file.empty", "file", "The file is empty.")


def as_utf8(data: bytes) -> bytes:
    """The file as UTF-8 without byte order mark; files in another encoding than declared are refused."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4096]:
        raise refuse("file.encoding", "byte 0", "The file is not UTF-8 text. Save it as UTF-8 and try again.")
    declared = _DECLARED.match(data[:400])
    codec = _SINGLE_BYTE.get(declared[1].decode().lower()) if declared else None
    if codec:
        return _transcoded(data, codec)
    _check_utf8(data)
    return data


def _check_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refuse(
            "file.encoding",
            f"line {line}",
            f"Line {line} is not UTF-8. Save the file as UTF-8 and try again.",
        ) from None


def _transcoded(data: bytes, codec: str) -> bytes:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise refuse("file.encoding", f"byte {error.start}", "The file is not in the encoding it declares.") from None
    return re.sub(r"""encoding=["'][^"']+["']""", 'encoding="utf-8"', text, count=1).encode()


def check_items(count: int) -> None:
    """Refuse a programme of more than `MAX_ITEMS` entries."""
    if count > MAX_ITEMS:
        raise too_many()


def too_many() -> FileRefusedError:
    """The refusal of a programme with too many entries."""
    return refuse("file.too_many_items", "file", f"The file holds more than {MAX_ITEMS} entries.")

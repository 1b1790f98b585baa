"""Moments, zones and recurrences of iCalendar. Whatever could repeat without bound is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from schedule.exchange.document import Report, refuse
from schedule.exchange.limits import MAX_OCCURRENCES
from schedule.exchange.prose import one_line
from schedule.exchange.readers.ical_lines import Component, Property
from schedule.exchange.times import at_home, is_missing_hour, zone_named

_STAMP = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")
_TOO_OFTEN = re.compile(r"FREQ=(?:SECONDLY|MINUTELY|HOURLY)|BYSECOND|BYMINUTE|BYHOUR")
# Only parts that are sure to match again soon: "30 February" would search to the end of time.
_DAY = r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"
_KNOWN_PART = re.compile(
    rf"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=[1-9]\d?|COUNT=[1-9]\d{{0,5}}|UNTIL=\d{{8}}(?:T\d{{6}}Z?)?"
    rf"|WKST=[A-Z]{{2}}|BYDAY={_DAY}(?:,{_DAY}){{0,6}}|BYSETPOS=-?1"
)
# Every seventh day from a Tuesday on that is a Monday: the library looks for it to the year 9999.
_MAY_NEVER_MATCH = re.compile(r"(?=.*FREQ=DAILY)(?=.*BYDAY=)(?=.*INTERVAL=(?!1(?:;|$)))")
_COUNT = re.compile(r"COUNT=(\d+)")
_UNTIL = re.compile(r"UNTIL=(\d{8})(?:T(\d{6}))?")
LONGEST_SERIES = timedelta(days=366 * 3)


def declared_zones(timezones: Iterable[Component]) -> dict[str, ZoneInfo]:
    """The zones a file declares, where their name or their X-LIC-LOCATION leads to an IANA zone."""
    found = {}
    for part in timezones:
        name = part.text("TZID").strip()
        zone = _iana(name) or zone_named(part.text("X-LIC-LOCATION").strip())
        if zone:
            found[name] = zone
    return found


def read_zone(name: str, zones: dict[str, ZoneInfo], where: str) -> ZoneInfo:
    """The zone of a TZID. Raises FileRefusedError when nobody knows it: guessing would move the programme."""
    zone = zones.get(name) or _iana(name)
    if zone is None:
        raise refuse("ical.unknown_zone", where, f"The time zone “{one_line(name, 60)}” is not known.")
    return zone


def _iana(name: str) -> ZoneInfo | None:
    if zone := zone_named(name):
        return zone
    if windows := WINDOWS_TO_OLSON.get(name):
        return zone_named(windows)
    # "/mozilla.org/20050126_1/Europe/Berlin": some programs put their own path before the IANA name.
    return zone_named("/".join(name.split("/")[-2:])) if name.startswith("/") else None


def is_whole_day(prop: Property) -> bool:
    """True for a date without time."""
    return "T" not in prop.value


def moment(prop: Property, home: ZoneInfo, zones: dict[str, ZoneInfo]) -> datetime | None:
    """The aware moment a property tells, in the zone it names, else in `home`; None when unreadable."""
    return _stamp(prop.value.strip(), _zone_of(prop, home, zones))


def _zone_of(prop: Property, home: ZoneInfo, zones: dict[str, ZoneInfo]) -> ZoneInfo:
    name = prop.params.get("TZID", "")
    return read_zone(name, zones, f"line {prop.line}") if name else home


def _stamp(value: str, zone: ZoneInfo) -> datetime | None:
    match = _STAMP.match(value)
    if not match:
        return None
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        wall = datetime.combine(date(*numbers[:3]), time(numbers[3], numbers[4], numbers[5]))
    except ValueError:
        return None
    if not 1970 <= wall.year < 2200:
        return None
    return wall.replace(tzinfo=UTC) if match[7] else at_home(wall, zone)


def instants_of(event: Component, name: str, home: ZoneInfo, zones: dict[str, ZoneInfo]) -> set[datetime]:
    """The instants, in UTC, that EXDATE, RDATE or RECURRENCE-ID of an event tell; of a period its beginning."""
    stamps = (
        _stamp(value.partition("/")[0].strip(), _zone_of(prop, home, zones))
        for prop in event.properties
        if prop.name == name
        for value in prop.value.split(",")[:MAX_OCCURRENCES]
    )
    return {stamp.astimezone(UTC) for stamp in stamps if stamp}


def occurrences(rule: Property, start: datetime, where: str, report: Report) -> list[datetime]:
    """The starts of a recurring event by the wall clock of its own zone, so that 16:00 stays 16:00 there.

    An hour that the clocks skip is left out (RFC 5545, 3.3.10).
    Raises FileRefusedError for rules finer than daily. A series without end is left out with a note.
    """
    text = rule.value.strip().upper()
    if _TOO_OFTEN.search(text) or len(text) > 300:
        raise refuse("ical.recurrence_refused", f"line {rule.line}", "Events that repeat more than daily are refused.")
    if "COUNT=" not in text and "UNTIL=" not in text:
        report.skip("ical.recurrence_endless", where, "Left out: it repeats without end.")
        return []
    if not all(_KNOWN_PART.fullmatch(part) for part in text.split(";")) or _MAY_NEVER_MATCH.search(text):
        report.skip("ical.recurrence_unknown", where, "Left out: its recurrence is of a kind we do not read.")
        return []
    wall = start.replace(tzinfo=None)
    try:
        walls = _bounded(_local_until(text, start), wall)
    except (ValueError, TypeError, OverflowError):
        report.skip("ical.recurrence_invalid", where, "Left out: its recurrence cannot be read.")
        return []
    if len(walls) > MAX_OCCURRENCES:
        raise refuse("ical.recurrence_refused", f"line {rule.line}", f"It repeats more than {MAX_OCCURRENCES} times.")
    home = start.tzinfo
    if not isinstance(home, ZoneInfo):
        return [found.replace(tzinfo=home) for found in walls]
    return [at_home(found, home) for found in walls if not is_missing_hour(found, home)]


def _bounded(text: str, wall: datetime) -> list[datetime]:
    """The wall clocks of a rule, at most one more than allowed, none after the longest series."""
    count, said = _COUNT.search(text), _UNTIL.search(text)
    last = wall + LONGEST_SERIES
    if said:
        # A date alone is the whole of that day
        last = min(last, datetime.strptime(f"{said[1]}T{said[2] or '235959'}", "%Y%m%dT%H%M%S"))  # noqa: DTZ007
    bare = ";".join(part for part in text.split(";") if not part.startswith(("COUNT=", "UNTIL=")))
    series = rrulestr(f"RRULE:{bare};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=wall)
    return list(islice(series, min(int(count[1]), MAX_OCCURRENCES + 1) if count else MAX_OCCURRENCES + 1))


def _local_until(text: str, start: datetime) -> str:
    """The rule with its UNTIL told by the wall clock of the series, as the expansion counts by it."""

    def local(match: re.Match[str]) -> str:
        until = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return f"UNTIL={until.astimezone(start.tzinfo):%Y%m%dT%H%M%S}"

    return re.sub(r"UNTIL=(\d{8}T\d{6}Z)", local, text)

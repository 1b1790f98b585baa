"""When the letter about a missed session goes out: at eight in the morning, where its reader lives. Knows no Django."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

EIGHT = time(8)
# A session that ends at half past seven is not "yesterday's" at eight
REST = timedelta(hours=2)


def after(end: datetime, zone: tzinfo) -> datetime:
    """The first 08:00 on the reader's clock that is at least two hours after `end`, also across a change of clocks."""
    earliest = (end + REST).astimezone(zone)
    morning = datetime.combine(earliest.date(), EIGHT, zone)
    if morning < earliest:
        morning = datetime.combine(earliest.date() + timedelta(days=1), EIGHT, zone)
    return morning

"""Times as people read them: congress time first, their own beside it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock

STYLES = frozenset({"time", "clock", "day", "full", "short"})


def tag(at: datetime, zone: str, style: str, my: str = "") -> SafeString:
    """An aware instant as <time>; `style` as in the template tag `when`."""
    if style not in STYLES:
        raise ValueError(f"no such style of time: {style}")
    home = clock.zone(zone)
    mine = say(at, clock.zone(my), style) if my and offset(at, clock.zone(my)) != offset(at, home) else ""
    return format_html(
        '<time datetime="{}" data-when="{}" data-zone="{}" data-my="{}">{}</time>',
        iso(at),
        style,
        zone,
        my,
        _both(say(at, home, style), mine),
    )


def _both(congress: str, mine: str) -> SafeString:
    """Congress time, and the reader's own in brackets when it is another."""
    if not mine:
        return format_html("{}", congress)
    return format_html('{} <span class="you">({})</span>', congress, _("you: %(mine)s") % {"mine": mine})


def span_tag(start: datetime, end: datetime, zone: str, my: str = "") -> SafeString:
    """Two instants as one text: "14:00 to 15:15 CET"."""
    home, mine = clock.zone(zone), clock.zone(my) if my else None
    differs = mine is not None and offset(start, mine) != offset(start, home)
    return format_html(
        '<time datetime="{}" data-until="{}" data-when="span" data-zone="{}" data-my="{}">{}</time>',
        iso(start),
        iso(end),
        zone,
        my,
        _both(_from_to(start, end, home), _from_to(start, end, mine) if mine and differs else ""),
    )


def _from_to(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return _("%(start)s to %(end)s") % {"start": say(start, zone, "clock"), "end": say(end, zone, "time")}


def say(at: datetime, zone: ZoneInfo, style: str) -> str:
    """The instant in words of the present language, in that zone."""
    local = at.astimezone(zone)
    hour = local.strftime("%H:%M")
    day = formats.date_format(local, "D j M")
    return {
        "clock": hour,
        "short": hour,
        "time": f"{hour} {short_zone(at, zone)}",
        "day": day,
        "full": f"{day}, {hour} {short_zone(at, zone)}",
    }[style]


def short_zone(at: datetime, zone: ZoneInfo) -> str:
    """CET, IST; where a zone has no letters of its own: UTC+05:30."""
    name = at.astimezone(zone).tzname() or ""
    return name if name[:1].isalpha() else offset(at, zone)


def offset(at: datetime, zone: ZoneInfo) -> str:
    """UTC+01:00 as it is in that zone at that instant."""
    return "UTC" + at.astimezone(zone).isoformat()[-6:]


def iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def two_clocks(now: datetime, congress: str, mine: str) -> dict[str, Any]:
    """What the arc of the top line shows: both times, and where the sun stands in both places."""
    zones = clock.zone(congress), clock.zone(mine)
    there, here = (_one_clock(now, zone) for zone in zones)
    return {
        "now": iso(now),
        "there": there,
        "here": here,
        "congress_zone": congress,
        "my_zone": mine,
        "same": offset(now, zones[0]) == offset(now, zones[1]),
    }


def _one_clock(now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    local = now.astimezone(zone)
    x, y = sun(local.hour * 60 + local.minute)
    return {"time": local.strftime("%H:%M"), "zone": short_zone(now, zone), "x": x, "y": y}


def sun(minute: int) -> tuple[float, float]:
    """A point on the half ellipse of 26 x 24 around (29, 28): 06:00 left, 18:00 right, night below.

    `minute` is the minute of the day, 0..1439; the answer is in units of the drawing (58 x 32).
    """
    turn = math.pi * (minute - 360) / 720
    height = math.sin(turn)
    depth = 24 if height >= 0 else 3  # the night is a shallow line under the horizon
    return round(29 - 26 * math.cos(turn), 1), round(28 - depth * height, 1)

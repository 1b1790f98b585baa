"""Times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core import clock
from frontend import times

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
LATE = datetime(2026, 11, 26, 16, 15, tzinfo=UTC)


def test_congress_time_comes_first_and_mine_beside_it_with_its_day() -> None:
    html = times.tag(AT, "Europe/Berlin", "full", my="Pacific/Auckland")
    assert "Thu 26 Nov, 16:00 CET" in html
    assert "(you: Fri 27 Nov, 04:00 NZDT)" in html
    assert 'datetime="2026-11-26T15:00:00Z"' in html


def test_nobody_is_told_twice_when_both_clocks_agree() -> None:
    assert "you:" not in times.tag(AT, "Europe/Berlin", "time", my="Europe/Paris")


def test_a_zone_without_letters_is_named_by_its_offset() -> None:
    assert times.say(AT, clock.zone("America/Sao_Paulo"), "time") == "12:00 UTC-03:00"


def test_a_span_names_the_zone_once() -> None:
    html = times.span_tag(AT, LATE, "Europe/Berlin", my="Asia/Kolkata")
    assert "16:00 to 17:15 CET" in html
    assert "(you: 20:30 to 21:45 IST)" in html


def test_a_style_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="no such style"):
        times.tag(AT, "UTC", "fancy")


@pytest.mark.parametrize(("minute", "point"), [(360, (3.0, 28.0)), (720, (29.0, 4.0)), (0, (29.0, 31.0))])
def test_the_sun_rises_left_and_dips_under_the_horizon(minute: int, point: tuple[float, float]) -> None:
    assert times.sun(minute) == point


def test_two_clocks_that_agree_are_one() -> None:
    assert times.two_clocks(AT, "Europe/Berlin", "Europe/Madrid")["same"]
    assert not times.two_clocks(AT, "Europe/Berlin", "Europe/Lisbon")["same"]

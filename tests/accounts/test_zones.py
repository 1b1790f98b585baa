"""All zones by place, country and offset; choosing one's own and the congress's, without any script."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.zones import places, queries
from core.errors import Forbidden, Invalid, NotFound
from core.models import Conference
from tests.factories import World, browser_of, do

WINTER = datetime(2026, 11, 26, 12, tzinfo=UTC)


def names(text: str, at: datetime = WINTER) -> set[str]:
    return {one.name for one in queries.find(text, at)}


@pytest.mark.once
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kolk", "Asia/Kolkata"),
        ("India", "Asia/Kolkata"),
        ("são paulo", "America/Sao_Paulo"),
        ("sao_paulo", "America/Sao_Paulo"),
        ("+5:45", "Asia/Kathmandu"),
        ("UTC+05:45", "Asia/Kathmandu"),
        ("-3:30", "America/St_Johns"),
        ("+13", "Pacific/Apia"),
        ("germany", "Europe/Berlin"),
        ("europe berlin", "Europe/Berlin"),
        ("buenos argentina", "America/Argentina/Buenos_Aires"),
        ("Port-au-Prince", "America/Port-au-Prince"),
    ],
)
def test_a_zone_is_found_by_city_country_or_offset(text: str, found: str) -> None:
    assert found in names(text)


@pytest.mark.once
def test_offsets_are_those_of_the_moment_and_words_that_fit_nothing_find_nothing() -> None:
    assert "Europe/Berlin" in names("+1")
    assert "Europe/Berlin" not in names("+1", datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert "Asia/Kathmandu" not in names("+5")
    assert names("zzz") == names("+99") == set()


@pytest.mark.once
def test_the_list_has_every_place_that_the_database_knows_from_west_to_east() -> None:
    found = queries.find("", WINTER)
    areas = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    assert {name for name in available_timezones() if name.startswith(areas)} <= {one.name for one in found}
    assert all(places.where(one.name) for one in found if one.name.startswith("Europe/"))
    assert [one.minutes for one in found] == sorted(one.minutes for one in found)
    assert found[0].offset == "UTC-11:00"


def test_a_member_keeps_her_zone_and_the_page_leads_back(world: World) -> None:
    browser = browser_of(world.bob)
    page = browser.get("/tidelines/zones?q=kathmandu&next=/tidelines/session/ABC").content.decode()
    assert "UTC+05:45" in page
    assert 'value="Asia/Kathmandu"' in page
    answer = browser.post("/c/profile.zone", {"zone": "Asia/Kathmandu", "next": "/tidelines/session/ABC?zone="})
    assert answer["Location"] == "/tidelines/session/ABC?zone="
    assert User.objects.get(pk=world.bob.pk).zone == "Asia/Kathmandu"
    assert 'aria-current="true"' in browser.get("/tidelines/zones?q=kathmandu").content.decode()


def test_a_visitor_takes_the_zone_along_in_the_address_and_no_foreign_site_is_led_to(world: World) -> None:
    page = browser_of().get("/tidelines/zones?q=nepal&next=https://evil.example/").content.decode()
    assert 'href="https://evil' not in page
    assert 'href="/tidelines/programme?zone=Asia%2FKathmandu"' in page


def test_only_organizers_choose_congress_time(world: World) -> None:
    assert "Choose congress time" in browser_of(world.olga).get("/tidelines/zones?for=congress").content.decode()
    assert "Choose your time" in browser_of(world.bob).get("/tidelines/zones?for=congress").content.decode()
    do(world.olga, "conference.zone", conference="tidelines", zone="Asia/Tokyo")
    assert Conference.objects.get(slug="tidelines").zone == "Asia/Tokyo"
    for who in (world.bob, world.charlie):
        with pytest.raises((Forbidden, NotFound)):
            do(who, "conference.zone", conference="tidelines", zone="UTC")
    with pytest.raises(Invalid):
        do(world.olga, "conference.zone", conference="tidelines", zone="Mars/Olympus")


def test_the_page_asks_for_nothing_per_zone(world: World) -> None:
    browser = browser_of(world.bob)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/tidelines/zones").status_code == 200
    assert len(asked) <= 12


def test_whole_words_come_before_beginnings_of_words() -> None:
    assert queries.find("india", WINTER)[0].country == "India"
    assert queries.find("+05:30", WINTER)[0].minutes == 330

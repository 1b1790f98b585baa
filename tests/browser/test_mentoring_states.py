"""axe finds nothing to complain about in what passes: waiting, being offered, a call, a solved round, a link from a letter."""

from __future__ import annotations

import re

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Page, expect

from core.models import OutgoingMail
from networking.rounds.models import Round
from networking.tables.models import Table
from tests import factories
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.test_accessibility import violations
from tests.browser.test_calls import LONG, SOME
from tests.factories import do, person, run_jobs

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]
HERE = {"conference": "tidelines"}


async def test_waiting_being_offered_and_a_call_have_no_violation(congress: Congress, enter: Doorkeeper) -> None:
    world, found = congress.world, []
    ada = await enter(world.ada, "/tidelines/queue")
    await ada.get_by_role("button", name="Join the line").click()
    await expect(ada.get_by_role("button", name="Leave the line")).to_be_visible()
    found += await violations(ada)
    mira = await enter(world.mira, "/tidelines/queue/duty")
    await mira.get_by_role("button", name="Go on duty").click()
    for page in (ada, mira):
        await expect(page.get_by_role("button", name="Accept")).to_be_visible()
    # Before the minute of the offer is over
    found += await violations(ada)
    for page in (mira, ada):
        await page.get_by_role("button", name="Accept").click()
    for page in (ada, mira):
        await page.wait_for_url("**/tidelines/chats/*")
        await page.get_by_role("button", name="Start with video").click()
    await expect(ada.locator(".face:not(.mine)")).to_have_attribute("data-frames", SOME, timeout=LONG)
    await own_picture_lies_within_the_other(ada)
    found += await violations(ada)
    assert found == []


async def own_picture_lies_within_the_other(page: Page) -> None:
    for width in (1280, 390):
        await page.set_viewport_size({"width": width, "height": 800})
        mine, other = [await page.locator(face).bounding_box() for face in (".face.mine", ".face:not(.mine)")]
        assert mine
        assert other
        assert other["x"] <= mine["x"]
        assert mine["x"] + mine["width"] <= other["x"] + other["width"]
        assert other["y"] <= mine["y"]
        assert mine["y"] + mine["height"] <= other["y"] + other["height"]


def solved(congress: Congress) -> None:
    """A round with one pair, proposed; a table with a seat taken; a letter with a personal link; a full mentor."""
    world = congress.world
    last = world.congress.ends_on.isoformat()
    do(world.olga, "round.create", **HERE, title="Meet a mentor", first_day=last, last_day=last)
    round_ = Round.objects.get()
    do(world.olga, "round.collect", round=round_.pk)
    for who, side in (
        (world.ada, "mentee"),
        (world.mira, "mentor"),
        (person("Lone Mentee", zone="Europe/Lisbon"), "mentee"),
    ):
        if who not in (world.ada, world.mira):
            factories.member(who, world.congress)
        do(who, "availability.add", **HERE, every="once", day=last, start="08:00", end="20:00")
        do(who, "round.join", round=round_.pk, side=side, chats=1)
    do(world.olga, "round.lock", round=round_.pk)
    do(world.olga, "round.solve", round=round_.pk)
    run_jobs()
    do(world.mira, "table.offer", **HERE, title="Your first grant", day=last, time="06:00", seats=5)
    do(world.bob, "table.join", table=Table.objects.get().pk)
    do(world.olga, "mentor.invite", **HERE, email="senior@people.example", name="Senta Seewald")


async def test_a_solved_round_and_a_link_from_a_letter_have_no_violation(congress: Congress, enter: Doorkeeper) -> None:
    await sync_to_async(solved)(congress)
    world, found = congress.world, []
    olga = await enter(
        world.olga, f"/tidelines/organize/rounds/{await sync_to_async(lambda: Round.objects.get().pk)()}"
    )
    await expect(olga.get_by_role("button", name="Publish")).to_be_visible()
    found += await violations(olga)
    letter = await sync_to_async(OutgoingMail.objects.get)(to="senior@people.example")
    address = re.search(r"https?://[^/]+(/\S+)", letter.text)
    assert address
    senta = await enter(None, address[1])
    found += await violations(senta)
    bob = await enter(world.bob, f"/tidelines/mentors/tables/{await sync_to_async(lambda: Table.objects.get().pk)()}")
    found += await violations(bob)
    assert found == []

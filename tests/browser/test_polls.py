"""A poll from the desk to the hall: prepared, voted in, shown when it closes."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import expect

from conference.polls import actions
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.test_room import connected

pytestmark = [pytest.mark.browser, pytest.mark.once]


async def test_a_poll_goes_from_the_desk_through_the_room_to_the_screen(congress: Congress, enter: Doorkeeper) -> None:
    world, path = congress.world, congress.room_path
    bob, screen = await enter(world.bob, f"{path}?tab=polls"), await enter(world.ada, f"{path}/screen")
    mo = await enter(world.mo, f"{path}/desk")
    for page in (bob, screen, mo):
        await connected(page)
    await mo.get_by_text("Prepare a poll").click()
    await mo.get_by_role("textbox", name="Question").fill("Mouse or fish?")
    await expect(mo.get_by_label("The right answer is number")).to_be_hidden()
    await mo.get_by_role("textbox", name="Answers, one on each line").fill("Mouse\nFish")
    await mo.get_by_role("button", name="Prepare").click()
    await mo.get_by_role("button", name="Open", exact=True).click()
    await expect(screen.get_by_role("heading", name="Mouse or fish?")).to_be_visible()
    await bob.get_by_role("radio", name="Fish").check()
    await bob.get_by_role("button", name="Vote").click()
    await expect(bob.get_by_text("You have voted")).to_be_visible()
    await expect(bob.get_by_text("1 has voted")).to_have_count(0)
    await sync_to_async(actions.tell_results)()
    await expect(mo.get_by_text("1 has voted")).to_be_visible()
    await mo.get_by_role("button", name="Close", exact=True).click()
    for page in (bob, screen):
        await expect(page.get_by_text("1 has voted")).to_be_visible()
    await expect(bob.locator(".pb").filter(has_text="Fish").get_by_text("yours")).to_be_visible()

"""What a room has comes and goes on pages that are open, and nothing one is writing is lost."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import expect

from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.test_room import connected
from tests.factories import do

pytestmark = [pytest.mark.browser, pytest.mark.once]


async def test_open_pages_lose_what_is_switched_off_and_get_what_is_switched_on(
    congress: Congress, enter: Doorkeeper
) -> None:
    world, path = congress.world, congress.room_path
    has = sync_to_async(do)
    await has(world.mo, "room.features", room=congress.room.pk, on=["stage", "chat", "files"])
    bob, mo = await enter(world.bob, path), await enter(world.mo, f"{path}/desk")
    for page in (bob, mo):
        await connected(page)
    words, chat = bob.get_by_placeholder("Write a message"), mo.get_by_role("checkbox", name="Chat", exact=True)
    await expect(bob.get_by_role("tab")).to_have_count(1)
    await expect(mo.get_by_role("heading", name="Hands")).to_have_count(0)
    await words.fill("Half a sentence")
    for name in ("Questions", "Hands"):
        await mo.get_by_role("checkbox", name=name, exact=True).check()
    await expect(bob.get_by_role("tab", name="Questions")).to_be_visible()
    await expect(bob.get_by_role("button", name="Raise hand")).to_be_visible()
    await expect(mo.get_by_role("heading", name="Hands")).to_be_visible()
    # What came is alive: it is followed, and its keys and forms work
    await bob.get_by_role("tab", name="Questions").click()
    await has(world.ada, "question.ask", room=congress.room.pk, text="Which lantern was first?", how="named")
    await expect(bob.get_by_text("Which lantern was first?")).to_be_visible()
    await expect(bob.get_by_role("tab", name="Questions")).to_contain_text("1")
    await mo.get_by_role("checkbox", name="Questions", exact=True).uncheck()
    await expect(bob.get_by_role("tab", name="Questions")).to_be_hidden()
    await expect(bob.get_by_text("Which lantern was first?", exact=True)).to_be_hidden()
    await expect(words).to_have_value("Half a sentence")
    await chat.uncheck()
    await expect(words).to_be_hidden()
    await expect(bob.get_by_role("tab")).to_have_count(0)
    await chat.check()
    await expect(words).to_have_value("Half a sentence")

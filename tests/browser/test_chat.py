"""Two people talk: an answer, a reaction, earlier messages, and what is new on coming back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Locator, Page, expect

from core import clock
from messaging.models import Message, Read
from tests.browser.conftest import Congress, Doorkeeper

pytestmark = [pytest.mark.browser, pytest.mark.once]


async def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Your message")
    await box.fill(text)
    await box.press("Enter")


async def test_an_answer_shows_what_it_answers_and_a_reaction_is_counted_for_both(
    congress: Congress, enter: Doorkeeper, messages: Callable[[Page], Locator]
) -> None:
    alice = await enter(congress.world.alice, congress.room_path)
    bob = await enter(congress.world.bob, congress.room_path)
    await say(alice, "Do lanterns dream?")
    first = messages(bob).filter(has_text="Do lanterns dream?").first
    await first.hover()
    await first.get_by_role("button", name=re.compile("^Answer")).click()
    await say(bob, "Only of tides.")
    answered = messages(alice).filter(has_text="Only of tides.")
    await expect(answered.locator(".quote")).to_contain_text("Do lanterns dream?")
    await first.hover()
    await first.get_by_role("button", name=re.compile("^React")).click()
    await first.get_by_role("button", name="Heart").click()
    hers = messages(alice).filter(has_text="Do lanterns dream?").first.locator(".sign").filter(has_text="1")
    await expect(hers).to_be_visible()
    mine = first.locator(".signs .sign")
    await expect(mine).to_have_attribute("aria-pressed", "true")
    await mine.click()
    await expect(hers).to_have_count(0)


def fill(congress: Congress, count: int) -> None:
    first = clock.now() - timedelta(minutes=count)
    author = congress.world.member(congress.world.alice)
    Message.objects.bulk_create(
        Message(thread=congress.thread, author=author, text=f"Wave {n:03}", posted_at=first + timedelta(minutes=n))
        for n in range(count)
    )


async def test_earlier_messages_come_in_on_top_without_moving_what_is_read(
    congress: Congress, enter: Doorkeeper, messages: Callable[[Page], Locator]
) -> None:
    await sync_to_async(fill)(congress, 120)
    bob = await enter(congress.world.bob, congress.room_path)
    await expect(messages(bob)).to_have_count(50)
    earlier = bob.get_by_role("link", name="Earlier messages")
    await earlier.click()
    await expect(messages(bob)).to_have_count(100)
    await earlier.click()
    await expect(messages(bob)).to_have_count(120)
    await expect(earlier).to_have_count(0)
    await expect(messages(bob).first).to_contain_text("Wave 000")
    await bob.get_by_role("link", name="Search and days").click()
    await bob.get_by_role("searchbox", name="Words to find").fill("Wave 007")
    await bob.get_by_role("button", name="Find").click()
    await expect(bob.get_by_text("Wave 007")).to_be_visible()


async def test_however_far_back_one_reads_the_page_stays_small(
    congress: Congress, enter: Doorkeeper, messages: Callable[[Page], Locator]
) -> None:
    """Ten thousand messages: what lies further back than one page holds is read page by page."""
    await sync_to_async(fill)(congress, 10_000)
    bob = await enter(congress.world.bob, congress.room_path)
    earlier = bob.get_by_role("link", name="Earlier messages")
    for shown in range(100, 301, 50):
        await earlier.click()
        await expect(messages(bob)).to_have_count(shown)
    await earlier.click()
    await bob.wait_for_url("**/transcript/**")
    lines = bob.locator(".transcript > li")
    await expect(lines.last).to_contain_text("Wave 9699")
    await bob.get_by_role("link", name="Earlier messages").click()
    await expect(lines.last).not_to_contain_text("Wave 9699")
    assert await lines.count() <= 100


async def test_who_comes_back_sees_where_the_new_begins(congress: Congress, enter: Doorkeeper) -> None:
    await sync_to_async(fill)(congress, 3)

    def leave_off() -> None:
        last = Message.objects.latest("pk")
        Read.objects.create(thread=congress.thread, by=congress.world.member(congress.world.bob), upto=last.pk - 1)

    await sync_to_async(leave_off)()
    bob = await enter(congress.world.bob, congress.room_path)
    await expect(bob.get_by_text("New since you were here")).to_be_visible()

"""Two people in one room: what one does, the other sees, and what is hidden stays hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Error, Locator, Page, expect

from core import clock
from messaging.models import Message
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.wire import Wire
from tests.factories import do

pytestmark = pytest.mark.browser

Messages = Callable[[Page], Locator]


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Your message").fill(text)
    await page.get_by_role("button", name="Send").click()


async def connected(page: Page) -> None:
    """Wait until the page follows its streams; after a cut that takes one turn of its polling, 4 s."""
    await expect(page.locator("html")).to_have_attribute("data-line", "open", timeout=15_000)


async def on_a_wire(congress: Congress, enter: Doorkeeper, wire: Wire) -> Page:
    """Bob's page in the room, over a line that is about to be cut; what his browser complains about then is expected."""
    enter.allowed += ["WebSocket connection", "net::ERR_", "Failed to fetch"]
    bob = await enter(congress.world.bob, congress.room_path, at=wire.url)
    await connected(bob)
    return bob


async def cut_off(page: Page, wire: Wire) -> None:
    """Cut the line of a page, and wait until the page knows."""
    await wire.cut()
    await expect(page.locator("html")).not_to_have_attribute("data-line", "open")


async def ask(page: Page, text: str, how: str) -> None:
    await page.get_by_role("tab", name="Questions").click()
    await page.get_by_role("textbox", name="Your question").fill(text)
    await page.get_by_text(how, exact=True).click()
    await page.get_by_role("button", name="Ask", exact=True).click()


async def test_a_message_is_seen_by_the_other(congress: Congress, enter: Doorkeeper, messages: Messages) -> None:
    bob, ada = await enter(congress.world.bob, congress.room_path), await enter(congress.world.ada, congress.room_path)
    await connected(bob)
    await connected(ada)
    await bob.get_by_role("textbox", name="Your message").fill("The tide is coming in")
    await bob.get_by_role("button", name="Send").click()
    await expect(messages(ada).filter(has_text="The tide is coming in")).to_be_visible()
    await expect(bob.get_by_role("textbox", name="Your message")).to_have_value("")
    await expect(messages(ada)).to_have_count(1)
    await ada.reload()
    await expect(messages(ada)).to_contain_text(["Bob Fennimarsh"])


async def test_an_anonymous_question_is_seen_and_voted_for_by_the_other(congress: Congress, enter: Doorkeeper) -> None:
    bob, ada = await enter(congress.world.bob, congress.room_path), await enter(congress.world.ada, congress.room_path)
    await connected(ada)
    await ada.get_by_role("tab", name="Questions").click()
    await ask(bob, "Who keeps the light?", "Anonymously")
    seen = ada.get_by_role("listitem").filter(has_text="Who keeps the light?")
    await expect(seen).to_contain_text("Anonymous")
    await ada.locator("[data-presence]").evaluate("presence => presence.remove()")  # who is here may be told
    assert "Fennimarsh" not in await ada.content()
    vote = seen.get_by_role("button", name="Vote for this question")
    await vote.click()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await expect(bob.get_by_role("listitem").filter(has_text="Who keeps the light?").locator("b").first).to_have_text(
        "1"
    )
    await ada.reload()
    await expect(vote).to_have_attribute("aria-pressed", "true")
    # Sums are told once a second; no worker runs here that would tell this one later
    before = clock.use(lambda: datetime.now(UTC) + timedelta(seconds=2))
    try:
        await vote.click()
        await expect(vote).to_have_attribute("aria-pressed", "false")
        card = bob.get_by_role("listitem").filter(has_text="Who keeps the light?")
        await expect(card.locator("b").first).to_have_text("0")
    finally:
        clock.use(before)


async def test_what_a_moderator_hides_leaves_the_others_page_for_good(
    congress: Congress, enter: Doorkeeper, messages: Messages
) -> None:
    world, path = congress.world, congress.room_path
    bob, mo = await enter(world.bob, path), await enter(world.mo, path)
    await connected(bob)
    await connected(mo)
    started = await bob.locator("[data-after]").first.get_attribute("data-after")
    await say(bob, "Words that nobody should read")
    line = messages(mo).filter(has_text="Words that nobody should read")
    await expect(line).to_be_visible()
    await line.hover()
    await line.get_by_role("button", name="Hide this message").click()
    await expect(messages(bob)).to_contain_text(["A moderator hid this message."])
    assert "nobody should read" not in await bob.content()
    await bob.reload()
    await expect(messages(bob)).to_contain_text(["A moderator hid this message."])
    assert "nobody should read" not in await bob.content()
    replay = await bob.request.get(f"/streams/{congress.room.stream}?after={started}")
    assert replay.ok
    assert "message.hidden" in await replay.text()
    assert "nobody should read" not in await replay.text()


async def test_who_was_paused_is_refused_kindly_and_keeps_her_text(
    congress: Congress, enter: Doorkeeper, messages: Messages
) -> None:
    world, path = congress.world, congress.room_path
    bob = await enter(world.bob, path)
    await connected(bob)
    await say(bob, "One message before")
    await expect(messages(bob)).to_have_count(1)
    mo = await enter(world.mo, f"{path}/desk")
    await mo.get_by_role("link", name="Decide something about Bob Fennimarsh").click()
    await mo.get_by_label("Pause their writing").check()
    await mo.get_by_label("Why (they read this)").fill("Please cool down a little.")
    await mo.get_by_role("button", name="Decide").click()
    await expect(bob.get_by_text("Your writing is paused.")).to_be_visible()
    await say(bob, "And one message after")
    refusal = bob.get_by_role("alert").or_(bob.locator(".toast")).filter(has_text="A moderator has paused your writing")
    await expect(refusal.first).to_be_visible()
    await expect(bob.get_by_role("textbox", name="Your message")).to_have_value("And one message after")
    await expect(messages(bob)).to_have_count(1)


async def test_after_a_cut_of_five_seconds_exactly_what_was_missed_is_there_in_order(
    congress: Congress, enter: Doorkeeper, wire: Wire, messages: Messages
) -> None:
    bob = await on_a_wire(congress, enter, wire)
    await say(bob, "Before the cut")
    await expect(messages(bob)).to_have_count(1)
    await wire.cut()
    until = asyncio.get_running_loop().time() + 5
    for number in range(20):
        await sync_to_async(do)(congress.world.ada, "message.post", thread=congress.thread.pk, text=f"Missed {number}")
    await asyncio.sleep(max(0, until - asyncio.get_running_loop().time()))  # the cut itself lasts: nothing to wait for
    assert await messages(bob).count() == 1
    await wire.mend()
    await connected(bob)
    wanted = ["Before the cut", *(f"Missed {number}" for number in range(20))]
    await expect(messages(bob).locator(".mt")).to_have_text(wanted, timeout=20_000)
    live = await messages(bob).evaluate_all("nodes => nodes.map(node => node.id)")
    await bob.reload()
    await expect(messages(bob).locator(".mt")).to_have_text(wanted)
    assert await messages(bob).evaluate_all("nodes => nodes.map(node => node.id)") == live
    assert await sync_to_async(Message.objects.count)() == 21


async def test_what_is_written_during_a_cut_is_sent_once_when_the_line_is_back(
    congress: Congress, enter: Doorkeeper, wire: Wire, messages: Messages
) -> None:
    bob = await on_a_wire(congress, enter, wire)
    await cut_off(bob, wire)
    await say(bob, "Written in the dark")
    await wire.mend()
    await expect(messages(bob)).to_have_count(1, timeout=20_000)
    await expect(bob.get_by_role("textbox", name="Your message")).to_have_value("")
    assert await sync_to_async(Message.objects.count)() == 1


async def test_what_is_written_during_a_cut_outlives_a_reload_and_is_sent_once(
    congress: Congress, enter: Doorkeeper, wire: Wire, messages: Messages
) -> None:
    bob = await on_a_wire(congress, enter, wire)
    await cut_off(bob, wire)
    await say(bob, "Written before the reload")
    with pytest.raises(Error, match="ERR_CONNECTION"):
        await bob.reload()
    await bob.wait_for_url("chrome-error://**")
    await wire.mend()
    await bob.goto(wire.url + congress.room_path)
    await expect(messages(bob).locator(".mt")).to_have_text(["Written before the reload"], timeout=20_000)
    await expect(bob.get_by_role("textbox", name="Your message")).to_have_value("")
    assert await bob.evaluate("sessionStorage.length") == 0
    await bob.reload()
    await connected(bob)
    assert await sync_to_async(Message.objects.count)() == 1


async def test_who_signs_out_leaves_no_unsent_words_in_the_tab(
    congress: Congress, enter: Doorkeeper, wire: Wire
) -> None:
    bob = await on_a_wire(congress, enter, wire)
    await cut_off(bob, wire)
    await say(bob, "Not for who sits here next")
    assert await bob.evaluate("sessionStorage.length") == 1
    await bob.locator("details.me > summary").click()
    with pytest.raises(Error, match="ERR_CONNECTION"):
        async with bob.expect_navigation():
            await bob.get_by_role("button", name="Sign out").click()
    await bob.wait_for_url("chrome-error://**")
    await wire.mend()
    await bob.goto(wire.url + congress.room_path)
    assert await bob.evaluate("sessionStorage.length") == 0
    assert await sync_to_async(Message.objects.count)() == 0
    await expect(bob.get_by_role("textbox", name="Your message")).to_have_value("")


async def test_room_join_write_ask_and_vote_need_no_mouse(
    congress: Congress, enter: Doorkeeper, messages: Messages
) -> None:
    world = congress.world
    await sync_to_async(do)(world.alice, "question.ask", room=congress.room.pk, text="May I vote by key?", how="named")
    bob = await enter(world.bob, f"/tidelines/session/{congress.session.code}")
    await press_until(bob, bob.locator(f'main a[href="{congress.room_path}"]').first)
    await bob.keyboard.press("Enter")
    await bob.wait_for_url(f"**{congress.room_path}**")
    await connected(bob)
    await press_until(bob, bob.get_by_role("textbox", name="Your message"))
    await bob.keyboard.type("By keyboard alone")
    await bob.keyboard.press("Enter")
    await expect(messages(bob)).to_contain_text(["By keyboard alone"])
    await press_until(bob, bob.get_by_role("tab", name="Chat"), back=True)
    await bob.keyboard.press("ArrowRight")
    await expect(bob.get_by_role("tab", name="Questions")).to_be_focused()
    vote = bob.get_by_role("button", name="Vote for this question")
    await press_until(bob, vote)
    await bob.keyboard.press("Space")
    await expect(vote).to_have_attribute("aria-pressed", "true")
    await expect(vote).to_contain_text("1")
    await press_until(bob, bob.get_by_role("textbox", name="Your question"))
    await bob.keyboard.type("And ask by key?")
    await bob.keyboard.press("Tab")
    await bob.keyboard.press("Space")
    await bob.keyboard.press("Tab")
    await bob.keyboard.press("Enter")
    await expect(bob.get_by_role("listitem").filter(has_text="And ask by key?")).to_be_visible()


async def press_until(page: Page, wanted: Locator, *, back: bool = False, most: int = 80) -> None:
    """Tab along until `wanted` has the focus."""
    for _ in range(most):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        if await wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{wanted} cannot be reached by keyboard")

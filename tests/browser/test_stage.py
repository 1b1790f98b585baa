"""The stage plays what the demo ships, and goes on to the next source when one is away."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from playwright.async_api import Page, expect

from conference.rooms.stage import actions as stage
from core.unit import unit_of_work
from tests.browser.conftest import Congress, Doorkeeper

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.skipif(finders.find("demo/stage/stage.m3u8") is None, reason="the demo's loop was not made"),
]


MOVES = 20  # seconds until a picture moves, on a machine that does much else


def give_sources(congress: Congress, *urls: str) -> None:
    with unit_of_work():
        for number, url in enumerate(urls, start=1):
            stage.add_source(congress.room, label=f"Source {number}", url=url)


async def plays(page: Page) -> None:
    """Wait until the picture moves. The page cannot be polled by strings of script: its policy forbids eval."""
    await until(page, "video.videoWidth > 0")


async def until(page: Page, state: str) -> None:
    """Wait until the stage moves on and `state` of its element holds; the script waits without an end, so this ends."""
    waiting = page.locator("video").evaluate(
        """video => new Promise((done) => {
          const begun = video.currentTime;
          const look = () => video.currentTime > Math.max(begun, 0.3) && !video.paused && (STATE) && done();
          video.addEventListener("timeupdate", look);
          look();
        })""".replace("STATE", state)
    )
    try:
        await asyncio.wait_for(waiting, MOVES)
    except TimeoutError:
        word = (
            "video => [video.currentTime, video.readyState, video.paused, video.videoWidth, video.videoHeight].join()"
        )
        raise AssertionError(f"never {state}: {await page.locator('video').evaluate(word)}") from None


async def test_the_stage_plays_by_itself_without_sound(congress: Congress, enter: Doorkeeper) -> None:
    await sync_to_async(give_sources)(congress, static("demo/stage/stage.m3u8"))
    bob = await enter(congress.world.bob, congress.room_path)
    await plays(bob)
    assert await bob.locator("video").evaluate("video => video.muted")
    sound = bob.get_by_role("button", name="Sound")
    await sound.click()
    await expect(sound).to_have_attribute("aria-pressed", "true")
    await bob.get_by_role("button", name="Play or pause").click()
    assert await bob.locator("video").evaluate("video => video.paused")


async def test_quality_is_chosen_and_kept_and_sound_alone_plays_on(congress: Congress, enter: Doorkeeper) -> None:
    await sync_to_async(give_sources)(congress, static("demo/stage/stage.m3u8"))
    bob = await enter(congress.world.bob, congress.room_path)
    await plays(bob)
    menu = bob.get_by_label("Quality")
    assert await menu.locator("option").all_inner_texts() == ["Automatic", "540p", "240p", "Sound only"]
    await expect(menu).to_have_value("")
    await menu.select_option("240p")
    await until(bob, "video.videoHeight === 240")
    await menu.select_option("Sound only")
    await until(bob, "video.videoHeight === 0 && !video.muted")
    await expect(bob.get_by_text("Sound only").and_(bob.locator("p"))).to_be_visible()
    assert await bob.evaluate("navigator.mediaSession.metadata.title") == congress.session.title
    await menu.select_option("540p")
    await until(bob, "video.videoHeight === 540")
    await menu.select_option("240p")
    await bob.reload()
    await until(bob, "video.videoHeight === 240")
    await expect(bob.get_by_label("Quality")).to_have_value("240p")


async def test_when_the_sound_alone_is_away_the_picture_plays(congress: Congress, enter: Doorkeeper) -> None:
    enter.allowed.append("404")
    await sync_to_async(give_sources)(congress, static("demo/stage/stage.m3u8"))
    bob = await enter(congress.world.bob)
    await bob.add_init_script("localStorage.setItem('quality', 'sound')")
    await bob.route("**/sound.m3u8", lambda route: route.fulfill(status=404))
    await bob.goto(congress.room_path)
    await expect(bob.get_by_text("The sound by itself is away. The picture plays.").first).to_be_visible()
    await plays(bob)
    await expect(bob.get_by_label("Quality")).to_have_value("")


async def test_when_a_source_is_away_the_next_one_plays(congress: Congress, enter: Doorkeeper) -> None:
    enter.allowed.append("404")
    away = static("demo/stage/away.m3u8")
    await sync_to_async(give_sources)(congress, away, static("demo/stage/stage.m3u8"))
    bob = await enter(congress.world.bob, congress.room_path)
    await plays(bob)
    assert any("404" in text for text in enter.complaints)


async def test_without_any_source_that_works_the_page_says_so_and_chat_goes_on(
    congress: Congress, enter: Doorkeeper
) -> None:
    enter.allowed.append("404")
    await sync_to_async(give_sources)(congress, static("demo/stage/away.m3u8"))
    bob = await enter(congress.world.bob, congress.room_path)
    await expect(bob.get_by_text("The stream is away. Chat and questions go on.").first).to_be_visible()
    await expect(bob.get_by_role("textbox", name="Your message")).to_be_editable()

"""Pictures for the README and for the eye: python -m tests.browser.screenshots [--base URL] [--only NAME ...]

Wants a running server in demo mode (`make run`); `manage.py demo --activity --deeds 60` beforehand fills the rooms.
Every page at 1280 and 390 px, light and dark, into docs/screenshots/<page>-<width>-<theme>.png, in 256 colours.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright

OUT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
CONFERENCE = "/tidelines"
SIZES = ((1280, 900), (390, 844))
THEMES = ("light", "dark")
COLOURS = 256
# Their zones differ from the congress', so that both times show
ZONE = "Asia/Kolkata"


# A camera and a microphone that are none, so that a call can be seen
BROWSER = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@dataclass(frozen=True, slots=True)
class Shot:
    """One page as one person. `path` may be "live room", "live session" or a view of the room such as "live desk": found
    through the page of rooms."""

    name: str
    person: str
    path: str


SHOTS = (
    Shot("start", "", "/"),
    Shot("congress", "", f"{CONFERENCE}/"),
    Shot("now", "ada", f"{CONFERENCE}/"),
    Shot("programme", "ada", f"{CONFERENCE}/programme"),
    Shot("session", "ada", "live session"),
    Shot("room", "ada", "live room"),
    Shot("room-moderator", "mo", "live room"),
    Shot("room-desk", "mo", "live desk"),
    Shot("room-screen", "mo", "live screen"),
    Shot("room-light", "ada", "live light"),
    Shot("lounge-desk", "mo", f"{CONFERENCE}/lounges/1/desk"),
    Shot("desk", "mo", f"{CONFERENCE}/desk"),
    Shot("mentors", "ada", f"{CONFERENCE}/mentors"),
    Shot("booking", "ada", "first mentor"),
    Shot("chats", "ada", f"{CONFERENCE}/chats"),
    Shot("queue", "ada", f"{CONFERENCE}/queue"),
    Shot("duty-desk", "ada", f"{CONFERENCE}/queue/desk"),
    Shot("rounds", "olga", f"{CONFERENCE}/organize/rounds"),
    Shot("round", "olga", "Second round"),
    Shot("round-published", "olga", "Early birds"),
    Shot("contacts", "ada", f"{CONFERENCE}/contacts"),
    Shot("requests", "ada", f"{CONFERENCE}/requests"),
    Shot("hallway", "ada", f"{CONFERENCE}/hallway"),
    Shot("tables", "ada", f"{CONFERENCE}/mentors/tables"),
    Shot("networking-numbers", "olga", f"{CONFERENCE}/organize/networking"),
    Shot("plan", "olga", f"{CONFERENCE}/organize/programme"),
    Shot("release", "olga", f"{CONFERENCE}/organize/programme/release"),
    Shot("zones", "ada", f"{CONFERENCE}/zones?q=india"),
    Shot("society", "", "/society"),
    Shot("profile", "ada", "/profile"),
)


async def enter(browser: Browser, base: str, person: str) -> StorageState | None:
    """Sign in as one of the cast by the start page's own button; the state of the browser afterwards."""
    if not person:
        return None
    page = await browser.new_page()
    await page.goto(base)
    async with page.expect_navigation():
        await page.locator(f'form[action$="/{person}"] button').click()
    state = await page.context.storage_state()
    await page.close()
    return state


async def find(page: Page, base: str, path: str) -> str:
    """The address of a shot; those that depend on the hour are looked up as a visitor would."""
    if path.startswith("/"):
        return base + path
    if path == "first mentor":
        await page.goto(f"{base}{CONFERENCE}/mentors")
        return base + (await page.locator("main .mentor a").first.get_attribute("href") or "")
    if path[0].isupper():  # the name of a round
        await page.goto(f"{base}{CONFERENCE}/organize/rounds")
        return base + (await page.get_by_role("link", name=path).get_attribute("href") or "")
    await page.goto(f"{base}{CONFERENCE}/rooms")
    # A session of a track, with a stage, rather than a lounge
    with_stage = page.locator("main .livecard:has(.track) a[href*='/room/']")
    found = with_stage if await with_stage.count() else page.locator("main a[href*='/room/']")
    room = await found.first.get_attribute("href") or ""
    places = {"live session": room.replace("/room/", "/session/"), "live room": f"{room}?tab=questions"}
    return base + places.get(path, f"{room}/{path.removeprefix('live ')}")


async def take(context: BrowserContext, base: str, shot: Shot, width: int, theme: str) -> None:
    page = await context.new_page()
    await page.goto(await find(page, base, shot.path))
    note = page.locator("main a[href*='noted=']")
    if await note.count():
        await note.click()
    await page.wait_for_load_state("load")
    await page.wait_for_timeout(1200)  # the stage shows its first picture
    await keep(page, f"{shot.name}-{width}-{theme}")
    await page.close()


async def keep(page: Page, name: str) -> None:
    """What is on the screen, as a small file."""
    picture = Image.open(io.BytesIO(await page.screenshot()))
    small = picture.convert("RGB").quantize(
        COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=3, dither=Image.Dither.NONE
    )
    small.save(OUT / f"{name}.png", optimize=True)


async def all_looks(page: Page, name: str) -> None:
    """The same state at both widths by day and by night: what passes cannot be brought about four times."""
    for width, height in SIZES:
        for theme in THEMES:
            await page.set_viewport_size({"width": width, "height": height})
            await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            await page.wait_for_timeout(300)
            await keep(page, f"{name}-{width}-{theme}")


async def live_queue(browser: Browser, base: str, states: dict[str, StorageState | None]) -> None:
    """Waiting, being offered, and the call that comes of it. Once for each load of the demo: a pair meets once."""
    pages = {}
    for who, path in (("ada", "queue"), ("mira", "queue/duty")):
        context = await browser.new_context(
            viewport={"width": SIZES[0][0], "height": SIZES[0][1]}, timezone_id=ZONE, storage_state=states[who]
        )
        pages[who] = await context.new_page()
        await pages[who].goto(f"{base}{CONFERENCE}/{path}")
    await pages["ada"].get_by_label("Your question").fill("How do I choose between two offers?")
    await pages["ada"].get_by_role("button", name="Join the line").click()
    await pages["ada"].get_by_role("button", name="Leave the line").wait_for()
    await all_looks(pages["ada"], "queue-waiting")
    await pages["mira"].get_by_role("button", name="Go on duty").click()
    await pages["ada"].get_by_role("button", name="Accept").wait_for()
    await all_looks(pages["ada"], "queue-offered")
    for who in ("mira", "ada"):
        await pages[who].get_by_role("button", name="Accept").click()
    for who in ("ada", "mira"):
        await pages[who].wait_for_url("**/chats/*")
    words = (("mira", "Good evening. Which offer lets you sleep?"), ("ada", "The smaller one, I think."))
    for who, text in words:
        await pages[who].get_by_role("textbox", name="Your message").fill(text)
        await pages[who].get_by_role("button", name="Send").click()
    await all_looks(pages["ada"], "chat-text")
    for who in ("ada", "mira"):
        await pages[who].get_by_role("button", name="Start with video").click()
    await pages["ada"].locator('.face[data-path="direct"]').wait_for()
    await all_looks(pages["ada"], "chat-video")
    await pages["mira"].get_by_role("button", name="Leave", exact=True).click()


async def main(base: str, only: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER)
        wanted = [shot for shot in SHOTS if not only or shot.name in only]
        people = {shot.person for shot in wanted} | ({"ada", "mira"} if "live-queue" in only else set())
        states = {person: await enter(browser, base, person) for person in people}
        if "live-queue" in only:
            await live_queue(browser, base, states)
        for width, height in SIZES:
            for theme in THEMES:
                for shot in wanted:
                    context = await browser.new_context(
                        viewport={"width": width, "height": height},
                        color_scheme="dark" if theme == "dark" else "light",
                        timezone_id=ZONE,
                        storage_state=states[shot.person],
                    )
                    await take(context, base, shot, width, theme)
                    await context.close()
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--only", nargs="*", default=[])
    given = parser.parse_args()
    asyncio.run(main(given.base.rstrip("/"), given.only))

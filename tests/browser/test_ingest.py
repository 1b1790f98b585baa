"""A picture sent with a stream key plays in the room; a wrong key is refused; when it dies the next source plays."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from asgiref.sync import sync_to_async
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from playwright.async_api import Page, Route, expect
from pytest_django import Settings

from conference.rooms.stage import actions as stage
from conference.rooms.stage import ingest
from core import clock
from core.unit import unit_of_work
from tests import servers
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.test_stage import plays
from tests.conftest import LiveServer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.skipif(finders.find("demo/stage/stage.m3u8") is None, reason="the demo's loop was not made"),
]


@pytest.fixture
def ingest_server(live_server: LiveServer) -> Iterator[servers.Server]:
    try:
        server = servers.start_ingest(urlsplit(live_server.url).netloc)
    except servers.MissingProgram as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@asynccontextmanager
async def sending(server: servers.Server, key: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A test picture with a tone, sent as OBS sends it, in real time."""
    words = ["-re", "-f", "lavfi", "-i", "testsrc=size=640x360:rate=25", "-f", "lavfi", "-i", "sine=440"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    target = ["-f", "flv", f"rtmp://127.0.0.1:{server.port}/in/{key}"]
    process = await asyncio.create_subprocess_exec(
        "ffmpeg", "-hide_banner", "-loglevel", "error", *words, *coded, *target,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def through_one_door(page: Page, server: servers.Server) -> None:
    """In production one proxy stands before both; here the browser's requests for /live/ go to the ingest."""

    async def fetch(route: Route) -> None:
        with suppress(Exception):  # the page may be gone, or the ingest: both are what the test is about
            await route.fulfill(response=await route.fetch(url=server.url + urlsplit(route.request.url).path))
            return
        with suppress(Exception):
            await route.abort()

    await page.route("**/live/**", fetch)


def until_there(folder: Path) -> None:
    """The master playlist is written at the start; viewers need one with fragments. Another program writes it."""
    over = time.monotonic() + 60
    while not any("#EXTINF" in path.read_text() for path in folder.glob("*_low.m3u8")):
        assert time.monotonic() < over, "no fragment came"
        time.sleep(0.2)


async def test_a_picture_sent_with_the_key_plays_and_the_backup_takes_over_when_it_dies(
    congress: Congress, enter: Doorkeeper, ingest_server: servers.Server, settings: Settings
) -> None:
    settings.INGEST_HLS = "/live/"
    enter.allowed += ["404", "Failed to load resource", "ERR_FAILED"]

    def backup() -> str:
        with unit_of_work():
            stage.add_source(congress.room, label="Backup", url=static("demo/stage/stage.m3u8"))
        return ingest.key(congress.room, clock.now())

    key = await sync_to_async(backup)()
    async with sending(ingest_server, key) as sender:
        await asyncio.to_thread(until_there, ingest_server.folder)
        bob = await enter(congress.world.bob)
        await through_one_door(bob, ingest_server)
        await bob.goto(congress.room_path)
        await plays(bob)
        chosen = bob.get_by_label("Which picture")
        await expect(chosen).to_have_value("0")
        quality = await bob.locator("video").evaluate("video => video.getVideoPlaybackQuality().totalVideoFrames")
        assert quality > 0
        # The whole ingest dies, as a machine does; the product itself hears nothing of it
        os.kill(ingest_server.process.pid, signal.SIGKILL)
        sender.kill()
        ingest_server.stop()
        await bob.unroute("**/live/**")
        await expect(chosen).to_have_value("1", timeout=10_000)
        await plays(bob)


async def test_a_wrong_key_is_refused_at_the_door(ingest_server: servers.Server, congress: Congress) -> None:
    async with sending(ingest_server, f"{congress.room.pk}-99999999999-{'0' * 32}") as sender:
        async with asyncio.timeout(30):
            assert await sender.wait() != 0
    assert not list(ingest_server.folder.glob("*.m3u8"))


async def test_the_stage_appears_by_itself_when_the_picture_arrives(
    congress: Congress, enter: Doorkeeper, settings: Settings
) -> None:
    bob = await enter(congress.world.bob, congress.room_path)
    await expect(bob.get_by_text("No picture here.")).to_be_visible()

    def add() -> None:
        with unit_of_work():
            stage.add_source(congress.room, label="Main", url="https://youtu.be/abcdefghijk")

    await sync_to_async(add)()
    await expect(bob.get_by_text("This picture comes from")).to_be_visible()
    assert await bob.locator("iframe").count() == 0
    await bob.route("https://www.youtube-nocookie.com/**", lambda route: route.fulfill(body="the player"))
    await bob.get_by_role("button", name="Always from there").click()
    await expect(bob.frame_locator("iframe").get_by_text("the player")).to_be_visible()
    await bob.reload()
    await expect(bob.frame_locator("iframe").get_by_text("the player")).to_be_visible()

"""The programme where our server is not: opened from a disk, and in a frame on a site of somebody else."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import TALK, Congress, Doorkeeper
from tests.factories import browser_of

pytestmark = [pytest.mark.browser, pytest.mark.once]


@contextmanager
def foreign_site(**pages: str) -> Iterator[str]:
    """The origin of a site of somebody else, with these pages."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path.strip("/"), "").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def frame(address: str) -> str:
    return f'<!doctype html><html lang="en"><title>Society</title><h1>Society</h1><iframe src="{address}" title="Programme">'


async def test_the_archive_opens_from_a_disk_and_the_frame_on_listed_sites_only(
    congress: Congress, enter: Doorkeeper, live_server: LiveServer, settings: Any, tmp_path: Path
) -> None:
    packed = (await sync_to_async(browser_of().get)("/tidelines/programme.zip")).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    page = await enter(None, offline=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto((tmp_path / "tidelines" / "index.html").as_uri())
    await expect(page.get_by_role("heading", level=1)).to_have_text(congress.world.congress.name)
    await page.get_by_role("link", name=TALK).click()
    await expect(page.get_by_text(f"About {TALK.lower()}.")).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "its own styles are there"
    assert {address.partition("://")[0] for address in asked} == {"file"}

    enter.allowed.append("frame-ancestors")  # the refusals are on purpose
    pages = {name: frame(f"{live_server.url}/tidelines/{name}") for name in ("embed", "programme")}
    with foreign_site(**pages) as listed, foreign_site(**pages) as other:
        settings.EMBED_SITES = [listed]
        page = await enter()
        await page.goto(f"{listed}/embed")
        shown = page.frame_locator("iframe")
        await expect(shown.get_by_role("link", name=TALK)).to_have_attribute("target", "_blank")
        assert await page.context.cookies() == []
        for address in (f"{other}/embed", f"{listed}/programme"):
            await page.goto(address)
            await expect(shown.get_by_role("heading", level=1)).to_have_count(0)
            assert page.frames[1].url.startswith("chrome-error:")


async def test_what_is_printed_by_night_is_dark_on_white(page: Page) -> None:
    await page.emulate_media(media="print", color_scheme="dark")
    await page.goto("/society")
    for theme in ("auto", "dark"):
        red = await page.evaluate(
            """theme => {
              document.documentElement.dataset.theme = theme;
              const probe = document.body.appendChild(document.createElement("p"));
              probe.style.color = "color-mix(in srgb, var(--muted), var(--muted))";
              return Number(getComputedStyle(probe).color.match(/[\\d.]+/)[0]);
            }""",
            theme,
        )
        assert red < 0.5, theme

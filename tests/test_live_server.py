"""The fixtures that other tests stand on: one loop for server, browser and test."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
import websockets
from playwright.async_api import Page, expect
from websockets.exceptions import InvalidStatus

from tests.conftest import LiveServer


@pytest.mark.browser
async def test_a_browser_opens_the_start_page_with_its_styles(page: Page) -> None:
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 400 else None)
    await page.goto("/")
    await expect(page.locator("main")).to_be_visible()
    font = await page.locator("body").evaluate("node => getComputedStyle(node).fontFamily")
    assert "Source Sans" in font
    assert broken == []


async def test_a_socket_opens_for_our_own_pages_only(live_server: LiveServer) -> None:
    async with websockets.connect(live_server.ws_url, origin=live_server.url):  # type: ignore[arg-type]
        pass
    for foreign in ("http://evil.example", live_server.url.replace("http", "https"), "http://127.0.0.1:1"):
        with pytest.raises(InvalidStatus):
            async with websockets.connect(live_server.ws_url, origin=foreign):  # type: ignore[arg-type]
                pass


async def test_browser_packages_are_served_by_the_list_and_no_further(live_server: LiveServer) -> None:
    import asyncio

    def get(path: str) -> int:
        try:
            with urllib.request.urlopen(live_server.url + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code

    for path, status in {
        "/static/vendor/htmx/htmx.min.js": 200,
        "/static/vendor/hls/hls.min.mjs": 200,
        "/static/vendor/source-sans/wght.css": 200,
        "/static/vendor/htmx.org/package.json": 404,
        "/static/vendor/../../manage.py": 404,
    }.items():
        assert await asyncio.to_thread(get, path) == status, path


@pytest.mark.parametrize("folder", ["frontend", "benchmarks"])
def test_node_packages_are_locked_by_hash_without_addresses(folder: str) -> None:
    from config.settings import BASE_DIR

    lock = json.loads((BASE_DIR / folder / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("integrity" in entry for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())

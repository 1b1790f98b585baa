"""What all tests share: the choice of stores, a server in the test's own loop, browsers, and honest skips."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests import migrated, servers

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright
    from pytest_django import DjangoDbBlocker

    from tests.factories import World

pytest_plugins = ["tests.watch"]
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
MAY_BE_MISSING = ("libfaketime", "another Python")
PATIENCE = 20_000  # milliseconds until a browser's page must show something: machines that test may be slow
CLOSING = 10.0  # seconds for a browser, or a profile of it, to end
# Root needs no-sandbox; the rest keeps the browser from calling home, which is refused here many times a second.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def pytest_report_header(config: pytest.Config) -> str:
    from django.conf import settings

    layer = settings.CHANNEL_LAYERS["default"]["BACKEND"].rpartition(".")[2]
    return f"stores: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}, {layer}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second leg, on PostgreSQL and Redis, leaves out what would tell the same again."""
    if os.environ.get("MERIDIAN_TEST_BACKEND") == "postgres":
        again = [item for item in items if item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=again)
        items[:] = [item for item in items if not item.get_closest_marker("once")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """In CI a test that was skipped for want of a program has failed: nobody reads skips there."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(getattr(report, "longrepr", ""))
        if "is not installed" in reason and not any(word in reason for word in MAY_BE_MISSING):
            report.outcome = "failed"
            report.longrepr = f"skipped in CI: {reason}"
    return report


def need(name: str, *, package: str, also: str = "") -> str:
    """The path of a program, or a skip that names its package."""
    try:
        return servers.program(name, package=package, also=also)
    except servers.MissingProgram as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def stores() -> Iterator[dict[str, str]]:
    """Addresses of a PostgreSQL and a Redis of this test session's own."""
    try:
        postgres, redis = servers.start_postgres(), servers.start_redis()
    except servers.MissingProgram as missing:
        pytest.skip(str(missing))
    yield {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
    postgres.stop()
    redis.stop()


@dataclass(frozen=True)
class LiveServer:
    url: str  # http://127.0.0.1:port

    @property
    def ws_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/ws"


@pytest.fixture
async def live_server(transactional_db: None) -> AsyncIterator[LiveServer]:
    """The whole product over HTTP and WebSocket, in the loop of the test: one in-memory layer, one ORM."""
    import uvicorn

    from asgi import application
    from realtime import hubs

    config = uvicorn.Config(
        application,
        port=0,
        lifespan="off",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
        if serving.done():
            serving.result()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield LiveServer(f"http://127.0.0.1:{port}")
    # Answers under way are waited for: one that still writes would meet the flush of the tables and deadlock with it.
    server.should_exit = True
    await serving
    await hubs.close()


@pytest.fixture
def _live_server_helper() -> None:
    """pytest-django's own prepares its threaded `live_server`, whose place ours takes."""


@pytest.fixture(scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    from playwright.async_api import async_playwright

    async with async_playwright() as started:
        yield started


@pytest.fixture(scope="session")
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """Debian's Chromium without a window. Cameras and microphones are invented ones."""
    from playwright.async_api import expect

    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := _which(name))), None)
    if path is None:
        pytest.skip("chromium is not installed (package chromium)")
    expect.set_options(timeout=PATIENCE)
    started = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
    yield started
    with contextlib.suppress(TimeoutError):  # Chromium was seen not to answer; it ends with its driver
        await asyncio.wait_for(started.close(), CLOSING)


@pytest.fixture
async def context(browser: Browser, live_server: LiveServer) -> AsyncIterator[BrowserContext]:
    """A fresh browser profile at the live server; more of them by `browser.new_context(base_url=live_server.url)`."""
    fresh = await browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    fresh.set_default_timeout(PATIENCE)
    yield fresh
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(fresh.close(), CLOSING)


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


def _which(name: str) -> str | None:
    with contextlib.suppress(servers.MissingProgram):
        return servers.program(name, package="chromium")
    return None


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Throttles and other counters live in the cache: each test starts without them."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker) -> bool:
    """Tests start in a copy of the kept, migrated database (tests/migrated.py)."""
    from django.db import connection

    with django_db_blocker.unblock():
        migrated.put_in_place(connection)
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end the copy goes."""
    yield
    from django.db import connection

    with django_db_blocker.unblock():
        migrated.put_away(connection)


@pytest.fixture
def world(db: None) -> World:
    """Two conferences and the whole cast (tests/factories.py)."""
    from tests.factories import make_world

    return make_world()

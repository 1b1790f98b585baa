"""A congress that runs right now, people who are signed in already, and a watch over every page they open."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from asgiref.sync import sync_to_async
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Dialog, Error, Locator, Page, expect

from accounts.models import User
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from config.mailing import mail_settings
from core import clock
from core.models import Conference
from core.unit import unit_of_work
from messaging.models import Thread
from networking.mentors import actions as mentors
from networking.mentors import cells
from networking.mentors.models import MentorProfile, Topic
from schedule.exchange import actions as exchange
from schedule.exchange.document import Document, Item, Person
from schedule.programme.models import Session
from tests.browser.letterbox import Box
from tests.browser.wire import Wire
from tests.conftest import CLOSING, PATIENCE, LiveServer
from tests.factories import World, browser_of
from tests.servers import free_port

TALK = "What lanterns remember"


@dataclass(frozen=True)
class Congress:
    """Tidelines with a session that is live now, its room, and a mentor with free times."""

    world: World
    session: Session
    room: Room
    thread: Thread
    mentor: MentorProfile

    @property
    def room_path(self) -> str:
        return f"/tidelines/room/{self.session.code}"

    def mentor_path(self) -> str:
        return f"/tidelines/mentors/{self.mentor.membership.ref}"


@pytest.fixture
def congress(transactional_db: None, world: World) -> Congress:
    """The released programme around the present instant, by the importer; everything else by actions."""
    now = clock.now()
    zone = clock.zone(world.congress.zone)
    today = now.astimezone(zone).date()
    days = {"starts_on": today - timedelta(days=1), "ends_on": today + timedelta(days=2)}
    Conference.objects.filter(pk=world.congress.pk).update(**days)
    world.congress.refresh_from_db()
    items = _talks(now - timedelta(minutes=10), zone)
    exchange.import_document(world.congress, Document("test", "Tidelines", "tidelines", world.congress.zone, items))
    session = Session.objects.select_related("conference").get(conference=world.congress, title=TALK)
    room = rooms.room_of(session)
    thread = Thread.objects.get(kind="room", key=str(room.pk))
    return Congress(world, session, room, thread, _mentor(world, now))


def _talks(start: datetime, zone: Any) -> tuple[Item, ...]:
    titles = {TALK: timedelta(), "Tides in plain words": timedelta(hours=3), "Harbours at night": timedelta(hours=-4)}
    return tuple(
        Item(
            title=title,
            start=start + later,
            duration=timedelta(hours=2),
            day=(start + later).astimezone(zone).date(),
            source_id=str(number),
            place="Main hall",
            track="Coast",
            type="talk",
            people=(Person("Alice Larkenfield", "alice"),),
            abstract=f"<p>About {title.lower()}.</p>",
        )
        for number, (title, later) in enumerate(titles.items(), start=1)
    )


def _mentor(world: World, now: datetime) -> MentorProfile:
    with unit_of_work():
        mentors.set_topics(world.congress, ["First grants", "Writing"])
        topics = Topic.objects.filter(conference=world.congress).values_list("pk", flat=True)
        profile = mentors.offer(
            world.member(world.mira), headline="Reads tide tables", topics=topics, languages=["de", "en"], approved=True
        )
        mentors.add_slots(profile, cells.in_a_row(cells.ceil(now + timedelta(hours=26)), 3))
    return profile


@dataclass
class Doorkeeper:
    """Opens pages for people and remembers what their browsers complained about.

    `allowed` holds what a test brings about on purpose: words (regular expressions) of complaints that are no fault.
    """

    browser: Browser
    url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    async def __call__(self, who: User | None = None, path: str = "", *, at: str = "", **options: Any) -> Page:
        """A page in a fresh profile, signed in as `who`, opened at `path` if there is one."""
        base = at or self.url
        options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce", **options}
        context = await self.browser.new_context(base_url=base, **options)
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if who is not None:
            key = await sync_to_async(_session_of)(who)
            await context.add_cookies([{"name": "sessionid", "value": key, "url": base}])
        page = await context.new_page()
        self._watch(page)
        if path:
            await page.goto(path)
        return page

    def _watch(self, page: Page) -> None:
        async def dialog(box: Dialog) -> None:
            self.complaints.append(f"a dialog opened: {box.message}")
            await box.dismiss()

        def word(said: ConsoleMessage) -> None:
            if said.type == "error":
                self.complaints.append(f"{said.text} ({page.url})")

        def error(thrown: Error) -> None:
            self.complaints.append(f"{thrown} ({page.url})")

        page.on("console", word)
        page.on("pageerror", error)
        page.on("dialog", dialog)

    async def close(self) -> None:
        """End all profiles. Chromium was seen not to answer to that, once in many hundred times, and for ever.

        It says nothing about ours: such a profile is left behind, and ends with the browser.
        """
        for context in self.contexts:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(context.close(), CLOSING)

    def unexpected(self) -> list[str]:
        """The complaints that no test asked for."""
        return [text for text in self.complaints if not any(re.search(words, text) for words in self.allowed)]


async def on_duty(congress: Congress, enter: Doorkeeper) -> Page:
    """Mira's page, on duty at the live queue."""
    mira = await enter(congress.world.mira, "/tidelines/queue/duty")
    await expect(mira.locator("html")).to_have_attribute("data-line", "open")
    await mira.get_by_role("button", name="Go on duty").click()
    await expect(mira.get_by_text("You are on duty")).to_be_visible()
    return mira


def _session_of(who: User) -> str:
    return browser_of(who).cookies["sessionid"].value


@pytest.fixture
async def enter(browser: Browser, live_server: LiveServer) -> AsyncIterator[Doorkeeper]:
    """`page = await enter(world.bob, path)`; whatever the browsers complain about fails the test at its end."""
    keeper = Doorkeeper(browser, live_server.url)
    yield keeper
    await keeper.close()
    assert keeper.unexpected() == []


@pytest.fixture
async def wire(live_server: LiveServer) -> AsyncIterator[Wire]:
    """Another address of the live server, whose connection a test can cut."""
    line = Wire(live_server.url)
    await line.mend()
    yield line
    await line.cut()


@pytest.fixture
def messages() -> Callable[[Page], Locator]:
    """The messages of the chat on a page."""
    return lambda page: page.get_by_role("log").get_by_role("listitem")


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Iterator[Box]:
    port, found = free_port(), Box()
    for name, value in mail_settings(f"smtp://127.0.0.1:{port}", tmp_path).items():
        setattr(settings, name, value)
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    yield found
    controller.stop()

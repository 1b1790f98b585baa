"""Mentoring as people go through it: a round from the first wish to the report on fairness, a first congress, a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from icalendar import Calendar
from playwright.async_api import Page, expect

from core import clock
from core.models import OutgoingMail
from networking.chats import duties as chat_duties
from networking.chats.models import Chat
from networking.rounds.models import Round
from networking.tables.models import Table
from networking.welcome import duties as welcoming
from tests import factories
from tests.browser.conftest import Congress, Doorkeeper
from tests.factories import do, person, run_jobs

pytestmark = pytest.mark.browser


@pytest.fixture
def moved() -> Iterator[Callable[[datetime], object]]:
    """`moved(at)` puts the clock of the server to an instant; afterwards it is as before."""
    before = clock.use(lambda: datetime.now(UTC))
    yield lambda at: clock.use(lambda: at)
    clock.use(before)


def _others(congress: Congress) -> None:
    """Five more mentees, so that the report has a group to show."""
    last = congress.world.congress.ends_on
    for n in range(5):
        one = person(f"Mentee {n}", zone="Europe/Lisbon")
        factories.member(one, congress.world.congress)
        do(one, "availability.add", conference="tidelines", every="once", day=last, start="08:00", end="20:00")
        do(one, "round.join", round=Round.objects.get().pk)


async def press(page: Page, name: str) -> None:
    await page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    await page.wait_for_load_state()


async def test_a_round_from_wishes_to_a_chat_with_calendar_file_and_a_report_on_fairness(
    congress: Congress, enter: Doorkeeper, moved: Callable[[datetime], object]
) -> None:
    world = congress.world
    last = world.congress.ends_on.isoformat()
    olga = await enter(world.olga, "/tidelines/organize/rounds")
    await olga.get_by_label("Name").fill("Meet a mentor")
    await olga.get_by_label("First day").fill(last)
    await olga.get_by_label("Last day").fill(last)
    await press(olga, "Prepare the round")
    await press(olga, "Open it to join")
    for who, zone in ((world.ada, "Asia/Kolkata"), (world.mira, "Europe/Berlin")):
        page = await enter(who, "/tidelines/mentors/when", timezone_id=zone)
        await page.get_by_label("How often").select_option("once")
        await page.get_by_label("First day").fill(last)
        await page.get_by_label("From").first.fill("14:00" if who == world.ada else "09:30")
        await page.get_by_label("Until").first.fill("20:00" if who == world.ada else "12:30")
        await press(page, "I have time then")
        await page.goto("/tidelines/mentors/rounds")
        if who == world.mira:
            await page.get_by_label("Chats I would give").fill("3")
            await press(page, "Join as a mentor")
        else:
            await page.goto("/tidelines/mentors/wishes")
            await page.get_by_text("First grants", exact=True).click()
            await page.get_by_role("button", name="Save", exact=True).click()
            await page.goto("/tidelines/mentors/rounds")
            await press(page, "Join")
        await expect(page.get_by_text("You take part")).to_be_visible()
    await sync_to_async(_others)(congress)
    await olga.reload()
    await press(olga, "Close it to joining")
    await press(olga, "Find the pairs")
    await sync_to_async(run_jobs)()
    await expect(olga.get_by_role("button", name="Publish")).to_be_visible()
    await expect(olga.get_by_text("You share: First grants")).to_be_visible()
    await expect(olga.get_by_role("heading", name="How fair it is")).to_be_visible()
    await press(olga, "Publish")
    await sync_to_async(run_jobs)()
    chat = await sync_to_async(Chat.objects.get)(mentee__person=world.ada)
    letter = await sync_to_async(OutgoingMail.objects.get)(to=world.ada.email, calendar_method="REQUEST")
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert event.decoded("dtstart") == chat.start
    assert f"{chat.start.astimezone(ZoneInfo('Asia/Kolkata')):%H:%M} (Asia/Kolkata)" in letter.text
    assert 14 <= chat.start.astimezone(ZoneInfo("Asia/Kolkata")).hour < 20
    ada = await enter(world.ada, "/tidelines/mentors/rounds", timezone_id="Asia/Kolkata")
    await expect(ada.get_by_text("Why you two")).to_be_visible()
    await talk(congress, enter, moved, ada, chat)


async def talk(
    congress: Congress, enter: Doorkeeper, moved: Callable[[datetime], object], ada: Page, chat: Chat
) -> None:
    """The time has come: the room opens, the two talk."""
    moved(chat.start - timedelta(minutes=2))
    await sync_to_async(chat_duties.sweep)()
    mira = await enter(congress.world.mira, f"/tidelines/chats/{chat.pk}", permissions=[])
    await ada.get_by_role("link", name="To the chat").click()
    await expect(ada.get_by_text("Both of you are here.")).to_be_visible()
    await mira.get_by_role("textbox", name="Your message").fill("Good evening, Ada")
    await mira.get_by_role("button", name="Send").click()
    await expect(ada.get_by_role("log")).to_contain_text("Good evening, Ada")


async def test_a_first_timer_meets_her_welcome_host(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    bob = await enter(world.bob, "/tidelines/mentors/wishes")
    await bob.get_by_label("This is my first congress here").check()
    await bob.get_by_role("button", name="Save", exact=True).click()
    await expect(bob.get_by_text("Saved")).to_be_visible()
    assert await sync_to_async(welcoming.assign)() == 1
    await bob.goto("/tidelines/")
    await bob.get_by_role("link", name="Say hello").click()
    await expect(bob.get_by_role("heading", name="Ada Meghadri")).to_be_visible()
    ada = await enter(world.ada, "/tidelines/mentors/welcome")
    await ada.get_by_role("link", name="Say hello").click()
    await ada.get_by_role("textbox", name="Your message").fill("Welcome, Bob")
    await ada.get_by_role("button", name="Send").click()
    await expect(bob.get_by_role("log")).to_contain_text("Welcome, Bob")


def _four_more(congress: Congress) -> None:
    table = Table.objects.get().pk
    for n in range(4):
        one = person(f"Guest {n}")
        factories.member(one, congress.world.congress)
        do(one, "table.join", table=table)


async def test_five_sit_at_a_mentors_table(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    mira = await enter(world.mira, "/tidelines/mentors/tables")
    await mira.get_by_label("What it is about").fill("Your first grant")
    await mira.get_by_label("Day").fill(world.congress.ends_on.isoformat())
    await mira.get_by_label("From, by your own clock").fill("06:00")
    await press(mira, "Offer a table")
    bob = await enter(world.bob, "/tidelines/mentors/tables")
    await expect(bob.get_by_text("5 seats left")).to_be_visible()
    await bob.get_by_role("button", name="Take a seat").click()
    await bob.wait_for_url("**/mentors/tables/*")
    await sync_to_async(_four_more)(congress)
    await mira.reload()
    await expect(mira.get_by_role("complementary").get_by_role("listitem")).to_have_count(6)
    await mira.get_by_role("textbox", name="Your message").fill("Welcome to the table")
    await mira.get_by_role("button", name="Send").click()
    await expect(bob.get_by_role("log")).to_contain_text("Welcome to the table")
    olga = await enter(world.olga, "/tidelines/mentors/tables")
    await expect(olga.get_by_text("Full")).to_be_visible()

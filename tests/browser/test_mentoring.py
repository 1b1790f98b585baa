"""Mentoring as people go through it: a round from the first wish to the report on fairness, a first congress, a table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from icalendar import Calendar
from playwright.async_api import Page, expect

from accounts.models import User
from core import clock
from networking.chats import duties as chat_duties
from networking.chats.models import Chat
from networking.feedback.models import Feedback
from networking.mentors.models import Slot
from networking.rounds.models import Round
from networking.tables.models import Table
from networking.welcome import duties as welcoming
from tests import factories
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.letterbox import Box, part
from tests.factories import do, person, run_jobs
from tests.schedule.conftest import all_jobs

pytestmark = pytest.mark.browser
SENIOR = "senior@people.example"


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


async def test_a_round_from_wishes_to_a_chat_and_what_is_said_of_it(
    congress: Congress, enter: Doorkeeper, moved: Callable[[datetime], object], box: Box
) -> None:
    """Availability in two zones, a round, its letter as it arrives, the reminder, the chat, feedback, the report."""
    world = congress.world
    await sync_to_async(factories.never_quiet)(world.ada, world.mira)
    olga = await collect(congress, enter)
    for who, zone in ((world.ada, "Asia/Kolkata"), (world.mira, "Europe/Berlin")):
        await join(congress, enter, who, zone)
    await sync_to_async(_others)(congress)
    await olga.reload()
    await press(olga, "Close it to joining")
    await press(olga, "Find the pairs")
    await sync_to_async(run_jobs)()
    await expect(olga.get_by_role("button", name="Publish")).to_be_visible()
    await expect(olga.get_by_text("You share: First grants")).to_be_visible()
    await press(olga, "Publish")
    await sync_to_async(all_jobs)()
    chat = await sync_to_async(_chat_of)(world.ada)
    arrived_with_its_calendar_file(box, world.ada.email, chat)
    ada = await enter(world.ada, "/tidelines/mentors/rounds", timezone_id="Asia/Kolkata")
    await expect(ada.get_by_text("Why you two")).to_be_visible()
    await reminded(moved, ada, box, chat)
    await talk(congress, enter, moved, ada, chat)
    await asked_how_it_was(moved, ada, chat)
    await both_ask_for_one_more(congress, ada, chat)
    await olga.reload()
    report = olga.get_by_role("region", name="How fair it is")
    await expect(report).to_contain_text("3 / 6")


async def collect(congress: Congress, enter: Doorkeeper) -> Page:
    """Olga prepares a round for the last day and opens it."""
    last = congress.world.congress.ends_on.isoformat()
    olga = await enter(congress.world.olga, "/tidelines/organize/rounds")
    await olga.get_by_label("Name").fill("Meet a mentor")
    await olga.get_by_label("First day").fill(last)
    await olga.get_by_label("Last day").fill(last)
    await press(olga, "Prepare the round")
    await press(olga, "Open it to join")
    return olga


async def join(congress: Congress, enter: Doorkeeper, who: User, zone: str) -> None:
    """Say by one's own clock when one has time, what one looks for or gives, and take part."""
    mentor = who == congress.world.mira
    page = await enter(who, "/tidelines/mentors/when", timezone_id=zone)
    await page.get_by_label("How often").select_option("once")
    await page.get_by_label("First day").fill(congress.world.congress.ends_on.isoformat())
    await page.get_by_label("From").first.fill("09:30" if mentor else "14:00")
    await page.get_by_label("Until").first.fill("12:30" if mentor else "20:00")
    await press(page, "I have time then")
    if not mentor:
        await page.goto("/tidelines/mentors/wishes")
        await page.get_by_text("First grants", exact=True).click()
        await page.get_by_role("button", name="Save", exact=True).click()
    await page.goto("/tidelines/mentors/rounds")
    if mentor:
        await page.get_by_label("Chats I would give").fill("3")
    await press(page, "Join as a mentor" if mentor else "Join")
    await expect(page.get_by_text("You take part")).to_be_visible()


def _chat_of(mentee: User) -> Chat:
    return Chat.objects.select_related("mentor__person").get(mentee__person=mentee)


def arrived_with_its_calendar_file(box: Box, address: str, chat: Chat) -> None:
    """The letter as it came by SMTP, its file as a calendar program reads it: hers, at her hour, nobody else's address."""
    (letter,) = [one for one in box.to(address) if part(one, "text/calendar")]
    calendar = Calendar.from_ical(part(letter, "text/calendar"))
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["method"]) == "REQUEST"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (chat.start, chat.end)
    assert (str(event["uid"]), event["sequence"], str(event["status"])) == (chat.calendar_uid, 0, "CONFIRMED")
    assert str(event["attendee"]) == f"mailto:{address}"
    hers = chat.start.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"{hers:%H:%M} (Asia/Kolkata)" in part(letter, "text/plain")
    assert 14 <= hers.hour < 20
    assert chat.mentor is not None
    assert chat.mentor.person.email not in letter.as_string()


async def reminded(moved: Callable[[datetime], object], ada: Page, box: Box, chat: Chat) -> None:
    """An hour before: in the app, where her page is open, and by letter, once."""
    moved(chat.start - timedelta(hours=1))
    for _ in range(2):
        await sync_to_async(chat_duties.remind)()
        await sync_to_async(all_jobs)()
    await ada.goto("/tidelines/notices")
    await expect(ada.get_by_text("In an hour: your chat with Mira Lindenquell")).to_be_visible()
    person = await sync_to_async(User.objects.get)(display_name__startswith="Ada")
    assert sum("In an hour" in str(make_header(decode_header(one["Subject"]))) for one in box.to(person.email)) == 1
    await ada.goto("/tidelines/mentors/rounds")


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


async def asked_how_it_was(moved: Callable[[datetime], object], ada: Page, chat: Chat) -> None:
    """The time is over: two questions, answered."""
    moved(chat.end)
    await sync_to_async(chat_duties.sweep)()
    await expect(ada.get_by_text("This chat is over.")).to_be_visible()
    await ada.get_by_role("radio", name="Very").check()
    await ada.get_by_role("group", name="Would you meet again?").get_by_role("radio", name="Yes").check()
    await ada.get_by_role("region", name="How was it?").get_by_role("button", name="Save").click()
    await expect(ada.get_by_text("Thank you")).to_be_visible()
    said = await sync_to_async(Feedback.objects.get)(chat=chat)
    assert (said.useful, said.again) == (5, True)


async def both_ask_for_one_more(congress: Congress, ada: Page, chat: Chat) -> None:
    """Who asks alone is told nothing of the other one; when both ask, the way to one more time stands there."""
    one_more = ada.get_by_role("region", name="Meet again")
    await expect(one_more).to_have_count(0)
    await sync_to_async(do)(congress.world.mira, "feedback.give", chat=chat.pk, useful=5, again=True)
    await ada.reload()
    await expect(one_more).to_contain_text("You both would like to meet again.")
    await one_more.get_by_role("link", name="Take one more time").click()
    await expect(ada.get_by_role("heading", name="Mira Lindenquell", level=1)).to_be_visible()


async def test_a_senior_mentor_goes_all_the_way_from_one_letter_without_a_password(
    congress: Congress, enter: Doorkeeper, moved: Callable[[datetime], object], box: Box
) -> None:
    world = congress.world
    olga = await enter(world.olga, "/tidelines/mentors/approval")
    await olga.get_by_label("E-mail address").fill(SENIOR)
    await olga.get_by_label("Name", exact=True).fill("Senta Seewald")
    await press(olga, "Ask by one letter")
    await sync_to_async(all_jobs)()
    (letter,) = box.to(SENIOR)
    found = re.search(r"https?://[^/]+(/\S+)", part(letter, "text/plain"))
    assert found
    senta = await enter(None, found[1])
    for n in range(4):
        await senta.get_by_role("checkbox").nth(n).check()
    await senta.get_by_role("button", name="Offer these times").click()
    await expect(senta.get_by_text("Thank you. When somebody takes a time")).to_be_visible()
    slot = await sync_to_async(_first_slot_of)(SENIOR)
    booked = await sync_to_async(do)(world.ada, "chat.book", slot=slot.pk, question="Shall I move abroad?")
    chat = await sync_to_async(Chat.objects.get)(pk=booked["chat"])
    moved(chat.start - timedelta(minutes=2))
    await sync_to_async(chat_duties.sweep)()
    await senta.reload()
    await expect(senta.get_by_text("Shall I move abroad?")).to_be_visible()
    await senta.get_by_role("button", name="Join").click()
    ada = await enter(world.ada, f"/tidelines/chats/{chat.pk}")
    await expect(senta.get_by_text("Both of you are here.")).to_be_visible()
    await senta.get_by_role("textbox", name="Your message").fill("Do it")
    await senta.get_by_role("button", name="Send").click()
    await expect(ada.get_by_role("log")).to_contain_text("Do it")
    await senta.get_by_role("button", name="Leave", exact=True).click()
    await expect(ada.get_by_text("This chat is over.")).to_be_visible()
    senior = await sync_to_async(User.objects.get)(email=SENIOR)
    assert not senior.has_usable_password()


def _first_slot_of(email: str) -> Slot:
    slot = Slot.objects.filter(mentor__membership__person__email=email).order_by("start").first()
    assert slot is not None
    return slot


async def test_a_first_timer_meets_her_welcome_host(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    bob = await enter(world.bob, "/tidelines/mentors/wishes")
    await bob.get_by_label("This is my first congress here").check()
    await bob.get_by_role("button", name="Save", exact=True).click()
    await expect(bob.get_by_text("Saved").first).to_be_visible()
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

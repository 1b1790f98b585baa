"""What the three groups of people come for, from the first click to the last."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from icalendar import Calendar
from playwright.async_api import Page, expect

from accounts import actions as accounts
from accounts.models import Membership
from accounts.notices.models import Notice
from core.models import OutgoingMail
from networking.chats import duties
from networking.mentors.models import Slot
from schedule.programme.models import ReleasedSitting
from tests import factories
from tests.browser.conftest import Congress, Doorkeeper, on_duty

pytestmark = pytest.mark.browser
COUNT_SOUNDS = """
window.sounds = 0;
const Plain = window.AudioContext;
window.AudioContext = class extends Plain { constructor(...of) { super(...of); window.sounds += 1; } };
null;
"""


async def letters(address: str) -> list[OutgoingMail]:
    """What waits or went out for this address, oldest first."""
    return await sync_to_async(lambda: list(OutgoingMail.objects.filter(to=address).order_by("pk")))()


async def test_an_ambassador_books_across_time_zones_and_both_get_the_calendar_file(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    ada = await enter(world.ada, "/tidelines/mentors", timezone_id="Asia/Kolkata")
    await ada.get_by_role("link", name="Mira Lindenquell").click()
    slot = await sync_to_async(Slot.objects.filter(mentor=congress.mentor).order_by("start").first)()
    assert slot is not None
    choice = ada.locator("label").filter(has=ada.get_by_role("radio")).first
    for zone in ("Asia/Kolkata", "Europe/Berlin"):
        await expect(choice).to_contain_text(f"{slot.start.astimezone(ZoneInfo(zone)):%H:%M}")
    await choice.click()
    await ada.get_by_role("button", name="Book this time").click()
    await ada.wait_for_url("**/tidelines/chats/*")
    for who, zone in ((world.ada, "Asia/Kolkata"), (world.mira, "Europe/Berlin")):
        await sync_to_async(duties.announce)()
        letter = await sync_to_async(Notice.objects.get)(person=who, kind="chat.booked")
        assert f"{slot.start.astimezone(ZoneInfo(zone)):%H:%M} ({zone})" in letter.text
        assert letter.calendar_method == "REQUEST"
        (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
        assert event.decoded("dtstart") == slot.start
        assert event.decoded("dtend") == slot.end
    mira = await enter(world.mira, "/tidelines/chats")
    await expect(mira.get_by_role("listitem").filter(has_text="Ada Meghadri")).to_contain_text("Booked")
    taken = await enter(world.bob, congress.mentor_path())
    await expect(taken.get_by_role("radio")).to_have_count(2)


async def test_a_ticket_becomes_an_offer_and_a_chat_for_two(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    mira = await on_duty(congress, enter)
    ada = await enter(world.ada, "/tidelines/queue")
    await ada.get_by_label("Your question, if you like").fill("A first grant, where to begin?")
    for page in (ada, mira):
        await page.add_init_script(COUNT_SOUNDS)
        await page.evaluate(COUNT_SOUNDS)
    await ada.get_by_role("button", name="Join the line").click()
    await expect(ada.get_by_role("heading", name="Mira Lindenquell has time for you")).to_be_visible()
    await expect(mira.get_by_role("heading", name="Ada Meghadri")).to_be_visible()
    for page in (ada, mira):
        assert await page.evaluate("window.sounds") == 1
        assert (await page.title()).startswith("●")
    await mira.get_by_role("button", name="Accept").click()
    await expect(mira.get_by_text("Waiting for the other one")).to_be_visible()
    drawn: list[str] = []
    for page in (ada, mira):
        page.on("request", lambda sent: drawn.append(sent.method) if sent.is_navigation_request() else None)
    await ada.get_by_role("button", name="Accept").click()
    for page in (ada, mira):
        await page.wait_for_url("**/tidelines/chats/*")
        await expect(page.get_by_text("Both of you are here.")).to_be_visible()
    await speak(ada, "Hello Mira")
    await expect(mira.get_by_role("log")).to_contain_text("Hello Mira")
    await speak(mira, "Hello Ada")
    await expect(ada.get_by_role("log")).to_contain_text("Hello Ada")
    await expect(ada.get_by_role("button", name="Leave")).to_be_visible()
    # Each goes there once. Coming in and what the queue tells of it draw no fresh page: words typed would be lost
    assert drawn == ["GET", "GET"]


async def speak(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Your message").fill(text)
    await page.get_by_role("button", name="Send").click()


async def test_an_organizer_makes_a_congress_imports_a_sheet_and_invites_somebody_who_joins(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    await sync_to_async(accounts.allow_conferences)(world.olga.pk, True)
    guest = await sync_to_async(factories.person)("Gia Wavering", email="gia@guests.example")
    olga = await enter(world.olga, "/conferences/new")
    today = datetime.now(UTC).date()
    await make_conference(olga, today)
    await import_sheet(olga, today)
    shown = ReleasedSitting.objects.filter(release__conference__slug="little-harbour", session__title="A small talk")
    assert await sync_to_async(shown.count)() == 1
    await olga.goto("/little-harbour/organize/people")
    await olga.get_by_label("E-mail address").fill(guest.email)
    await olga.get_by_role("button", name="Send the invitation").click()
    await olga.wait_for_load_state()
    (letter,) = await letters(guest.email)
    link = re.search(rf"{settings.PUBLIC_URL}(/little-harbour/join\?invitation=\S+)", letter.text)
    assert link is not None
    gia = await enter(guest, link.group(1))
    await gia.get_by_label("Quiet").check()
    await gia.get_by_label("I agree that my profile").check()
    await gia.get_by_role("main").get_by_role("button", name="Join").click()
    await gia.wait_for_url("**/little-harbour/")
    member = await sync_to_async(Membership.objects.get)(person=guest, conference__slug="little-harbour")
    assert (member.state, member.appears) == ("active", "quiet")


async def make_conference(page: Page, today: date) -> None:
    await page.get_by_label("Name", exact=True).fill("Little Harbour")
    await page.get_by_label("First day").fill(today.isoformat())
    await page.get_by_label("Last day").fill((today + timedelta(days=1)).isoformat())
    await page.get_by_label("Congress time").select_option("Europe/Lisbon")
    await page.get_by_label("By invitation").check()
    await page.get_by_role("button", name="Make it").click()
    await page.wait_for_url("**/little-harbour/organize")


async def import_sheet(page: Page, today: date) -> None:
    sheet = f"title,start,duration,place,speakers\nA small talk,{today} 09:00,00:30,Quay,Gia Wavering\n"
    await page.get_by_role("link", name=re.compile("import", re.I)).first.click()
    await page.get_by_label("Programme file").set_input_files(
        {"name": "harbour.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    )
    await page.get_by_role("button", name="Look at what would change").click()
    await expect(page.get_by_text("Importing it would do this")).to_be_visible()
    await page.get_by_role("button", name="Import it").click()
    await expect(page.get_by_text("Imported.")).to_be_visible()
    await page.get_by_role("link", name="Show the programme").click()
    await expect(page.get_by_role("link", name="A small talk").first).to_be_visible()


async def test_a_newcomer_signs_in_by_a_code_from_a_letter_and_enters_a_live_room(
    congress: Congress, enter: Doorkeeper, mailoutbox: list
) -> None:
    page = await enter(None, "/accounts/login/")
    await page.get_by_label("E-mail").fill(congress.world.bob.email)
    await page.get_by_role("main").get_by_role("button").first.click()
    await expect(page.get_by_label("Code")).to_be_visible()
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", str(mailoutbox[-1].body), re.M)
    assert code is not None, mailoutbox[-1].body
    await page.get_by_label("Code").fill(code.group(1))
    await page.get_by_role("main").get_by_role("button").first.click()
    await expect(page.get_by_role("heading", name="Live now")).to_be_visible()
    await page.get_by_role("main").get_by_role("link", name="What lanterns remember").first.click()
    await page.wait_for_url(re.compile("/tidelines/(room|session)/"))

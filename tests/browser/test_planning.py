"""Two organizers plan one day by mouse and by keyboard; a release, its letters, and what arrives in a letter box."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from email.message import Message
from typing import Any

import pytest
import vobject
from asgiref.sync import sync_to_async
from playwright.async_api import Page, expect

from accounts.notices.models import Wishes
from conference.rooms import actions as rooms
from core import clock
from core.models import OutgoingMail
from schedule.exchange.document import Item
from schedule.exchange.readers import ical
from schedule.programme.models import Place, Session, Sitting
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.letterbox import Box
from tests.factories import browser_of, do, never_quiet
from tests.schedule.conftest import all_jobs

pytestmark = [pytest.mark.browser, pytest.mark.once]
ROW = 9  # pixels of five minutes, as css/planning.css has them


def plan(congress: Congress) -> Sitting:
    """A released session in two days at ten, starred by Ada; a second place is free."""
    olga, here = congress.world.olga, {"conference": "tidelines"}
    do(olga, "frame.write", **here, kind="place", name="Side room")
    session = do(olga, "session.write", **here, title="Drift and return")["session"]
    do(olga, "session.decide", session=session, state="confirmed", now=True)
    day = clock.now().astimezone(clock.zone(congress.world.congress.zone)).date() + timedelta(days=2)
    place = Place.objects.get(name="Main hall").pk
    do(olga, "sitting.place", session=session, start=f"{day}T10:00", end=f"{day}T10:30", place=place)
    do(olga, "release.publish", **here, version="First")
    do(congress.world.ada, "star.set", session=session, on=True)
    Wishes.objects.create(person=congress.world.ada, quiet_from=time(0), quiet_until=time(0))  # at any hour
    return Sitting.objects.select_related("session", "place").get(session=session)


def where(sitting: Sitting) -> tuple[str, str]:
    row = Sitting.objects.select_related("place", "conference").get(pk=sitting.pk)
    assert row.place is not None
    return f"{row.start.astimezone(clock.zone(row.conference.zone)):%H:%M}", row.place.name


def one(text: str) -> Item:
    """The one event of a calendar file, by our own reader and by a library that shares no code with the one that wrote."""
    (item,) = ical.read(text.encode(), None).items
    event = vobject.readOne(text).vevent
    assert (event.dtstart.value, event.dtend.value, int(event.sequence.value)) == (item.start, item.end, item.sequence)
    return item


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_from_the_grid_to_the_letter_box(congress: Congress, enter: Doorkeeper, box: Box) -> None:
    enter.allowed.append("409")  # the collision is one on purpose
    world = congress.world
    sitting = await sync_to_async(plan)(congress)
    before = one(await sync_to_async(_calendar)(world.ada))
    path = f"/tidelines/organize/programme?day={sitting.day}"
    first, second = await enter(world.olga, path), await enter(world.olga, path)
    key = f'[data-key="sitting-{sitting.pk}"]'

    await _drag(first, key, "Side room", rows=12)
    await expect(first.locator(key)).to_contain_text("11:00–11:30")
    assert await sync_to_async(where)(sitting) == ("11:00", "Side room")
    await expect(second.locator(key)).to_contain_text("11:00–11:30")  # told by event

    await second.locator(key).focus()
    await press(second, "Enter")
    await first.locator(key).focus()
    await press(first, "Enter", "ArrowDown", "ArrowDown", "ArrowLeft")
    await expect(first.locator("#announcer")).to_have_text("11:10 to 11:40, Main hall")
    await press(first, "Enter")
    await expect(first.locator(key)).to_contain_text("11:10–11:40")

    await press(second, "ArrowUp", "Enter")
    dialog = second.get_by_role("dialog", name="Somebody changed this meanwhile")
    await expect(dialog).to_contain_text("11:10 to 11:40, Main hall")
    await expect(dialog).to_contain_text("10:55 to 11:25, Side room")
    assert await sync_to_async(where)(sitting) == ("11:10", "Main hall")
    await dialog.get_by_role("button", name="Use mine").click()
    await expect(second.locator(key)).to_contain_text("10:55–11:25")

    await second.get_by_role("button", name="Undo").click()
    await expect(second.locator(key)).to_contain_text("11:10–11:40")
    await second.get_by_role("button", name="Redo").click()
    await expect(second.locator(key)).to_contain_text("10:55–11:25")
    await expect(second.get_by_role("button", name="Redo")).to_be_disabled()
    await second.keyboard.press("Control+z")
    await expect(second.locator(key)).to_contain_text("11:10–11:40")

    await second.get_by_role("link", name="To the release").click()
    await expect(second.locator(".diff")).to_contain_text("Drift and return")
    await second.get_by_label("Name of the release").fill("Second")
    await second.get_by_role("button", name="Publish").click()
    await expect(second.get_by_role("heading", name="Outbox")).to_be_visible()
    await sync_to_async(all_jobs)()
    assert box.letters == []
    await second.get_by_label("A word of yours").fill("The side room is flooded.")
    await second.get_by_role("button", name="Send the letters").click()
    await expect(second.get_by_text("Nothing waits")).to_be_visible()
    await sync_to_async(all_jobs)()

    (letter,) = box.letters
    assert letter["To"] == world.ada.email
    assert letter["Subject"] == "Moved: Drift and return"
    texts = {part.get_content_type(): _text(part) for part in letter.walk() if not part.is_multipart()}
    assert "The side room is flooded." in texts["text/plain"]
    after = one(texts["text/calendar"])
    assert (after.guid, after.sequence) == (before.guid, before.sequence + 1)
    assert after.start - before.start == timedelta(hours=1, minutes=10)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def _calendar(who: Any) -> str:
    return str(browser_of(who).get("/tidelines/programme/mine.ics").content.decode())


async def _drag(page: Page, key: str, place: str, rows: int) -> None:
    """Take a session by its middle, carry it to another place and down by rows, and let it go."""
    item, head = page.locator(key), page.locator(".ed-head", has_text=place)
    await item.scroll_into_view_if_needed()
    start, column = await item.bounding_box(), await head.bounding_box()
    assert start is not None
    assert column is not None
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(column["x"] + column["width"] / 2, y + rows * ROW, steps=5)
    await expect(page.locator(".ed-ghost")).to_contain_text(place)
    await page.mouse.up()


def late(congress: Congress) -> Sitting:
    """A session in three hours that Mo chairs and Ada starred; the side room is free."""
    world, session = congress.world, Session.objects.select_related("conference").get(title="Tides in plain words")
    do(world.olga, "frame.write", conference="tidelines", kind="place", name="Side room")
    do(world.olga, "chair.name", room=rooms.room_of(session).pk, email=world.mo.email)
    do(world.ada, "star.set", session=session.pk, on=True)
    return Sitting.objects.select_related("session").get(session=session)


async def test_a_speaker_is_late_the_chair_presses_twice_and_everybody_is_told(
    congress: Congress, enter: Doorkeeper
) -> None:
    world, row = congress.world, await sync_to_async(late)(congress)
    await sync_to_async(never_quiet)(world.ada)
    room = f"/tidelines/room/{row.session.code}"
    chair, bob = await enter(world.mo, room), await enter(world.bob, f"/tidelines/session/{row.session.code}")
    ada = await enter(world.ada, "/tidelines/programme?mine=1", timezone_id="Asia/Kolkata")
    for page in (chair, bob, ada):
        await expect(page.locator("html")).to_have_attribute("data-line", "open")
    when = bob.locator(f"#sitting-{row.pk}-when time")
    old = datetime.fromisoformat(str(await when.get_attribute("datetime")))
    new = f"{old + timedelta(minutes=10):%Y-%m-%dT%H:%M}"
    await chair.get_by_text("On the day", exact=True).click()
    await chair.get_by_role("button", name="10 min").click()
    await expect(bob.locator(f'#sitting-{row.pk}-when time[datetime^="{new}"]')).to_be_visible()
    await chair.get_by_label("Move to").select_option("Side room")
    await chair.get_by_role("button", name="Move", exact=True).click()
    await expect(bob.locator(f"#sitting-{row.pk}-where")).to_have_text("Side room")
    news = ada.locator(f"#sitting-{row.pk}-news")
    await expect(news).to_contain_text("Side room")
    await expect(news.locator("time")).to_have_attribute("datetime", re.compile(new))
    await sync_to_async(all_jobs)()
    await expect(ada.locator(".bell")).to_contain_text("2")
    await news.get_by_role("link", name="Show it").click()
    card = ada.get_by_role("main").locator("article, li, [data-start]").filter(has_text="Tides in plain words").first
    await expect(card).to_contain_text("Side room")
    sent = await sync_to_async(lambda: list(OutgoingMail.objects.order_by("pk").values_list("to", "subject")))()
    assert sent == [(world.ada.email, "Moved: Tides in plain words")] * 2

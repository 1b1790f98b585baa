"""From a name to a running congress by clicking alone, and a rehearsal begun and erased."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from openpyxl import load_workbook
from playwright.async_api import expect

from accounts.models import User
from core import clock
from core.models import Conference, OutgoingMail
from schedule.exchange.readers.sheet import COLUMNS
from schedule.exchange.writers import workbook
from schedule.programme.models import ReleasedSitting
from tests.browser.conftest import Congress, Doorkeeper

pytestmark = [pytest.mark.browser, pytest.mark.once]
MOST_STEPS = 30  # at twenty seconds each that is ten minutes


def _sheet() -> bytes:
    book = load_workbook(io.BytesIO(workbook.template("Europe/Lisbon")))
    start = (clock.now() + timedelta(days=1)).replace(hour=9, minute=0)
    for number in range(3):
        row = {
            "title": f"Lesson {number}", "start": f"{start + timedelta(hours=number):%Y-%m-%d %H:%M}", "duration": 45,
            "place": "Plenary", "speakers": "Alice Larkenfield",
        }  # fmt: skip
        book["Sessions"].append([row.get(name) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_an_organizer_sets_up_a_congress_rehearses_it_and_erases_the_rehearsal(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    await sync_to_async(User.objects.filter(pk=world.olga.pk).update)(may_create_conferences=True)
    page = await enter(world.olga, "/conferences/new")
    steps = 0

    async def fill(label: str, text: str) -> None:
        nonlocal steps
        steps += 1
        await page.get_by_label(label, exact=True).fill(text)

    async def press(name: str) -> None:
        nonlocal steps
        steps += 1
        await page.get_by_role("button", name=name, exact=True).click()

    today = clock.now().date()
    await fill("Name", "Lantern days")
    await fill("First day", f"{today + timedelta(days=1)}")
    await fill("Last day", f"{today + timedelta(days=2)}")
    steps += 2
    await page.get_by_label("Congress time").select_option("Europe/Lisbon")
    await page.get_by_label("By invitation").check()
    await press("Make it")
    await page.wait_for_url("**/organize")
    steps += 1
    await page.get_by_role("link", name="Set up").first.click()
    await press("Save places and tracks")
    await expect(page.get_by_text("2 of 4 steps are done")).to_be_visible()
    steps += 1
    await page.get_by_label("Programme file").set_input_files(
        {"name": "programme.xlsx", "mimeType": workbook.CONTENT_TYPE, "buffer": _sheet()}
    )
    await press("Look at what would change")
    await press("Import it")
    await expect(page.get_by_text("Imported.")).to_be_visible()
    steps += 1
    await page.get_by_role("link", name="Set up").first.click()
    await fill("E-mail", "alice.speaks@people.example")
    await press("Invite")
    await expect(page.get_by_text("4 of 4 steps are done")).to_be_visible()
    assert steps <= MOST_STEPS
    letter = await sync_to_async(OutgoingMail.objects.get)(to="alice.speaks@people.example")
    assert "Lantern days" in letter.subject + letter.text
    made = await sync_to_async(Conference.objects.get)(name="Lantern days")
    assert await sync_to_async(ReleasedSitting.objects.filter(release__conference=made).count)() == 3

    letters = await sync_to_async(OutgoingMail.objects.count)()
    await press("Begin a rehearsal")
    await page.wait_for_url("**-rehearsal-*/programme")
    await expect(page.get_by_text("This is a rehearsal")).to_be_visible()
    await page.goto(f"/{made.slug}/organize/setup")
    await press("Erase it")
    await expect(page.get_by_role("button", name="Erase it")).to_have_count(0)
    assert await sync_to_async(OutgoingMail.objects.count)() == letters
    assert await sync_to_async(Conference.objects.filter(is_rehearsal=True).count)() == 0

"""From a report to a ban by two, as those see it who sit in front of it; and a chair alone with her phone."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Page, expect

from tests.browser.conftest import Congress, Doorkeeper
from tests.factories import do

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WORDS = "Throw your tablets away and eat seaweed"


async def say(congress: Congress, text: str) -> None:
    await sync_to_async(do)(congress.world.bob, "message.post", thread=congress.thread.pk, text=text)


async def tell_the_moderators(page: Page) -> None:
    message = page.get_by_role("log").get_by_role("listitem").filter(has_text=WORDS)
    await message.hover()
    await message.get_by_role("link", name="Report this message of Bob Fennimarsh").click()
    await page.get_by_label("It makes a misleading medical claim").check()
    await page.get_by_role("button", name="Tell the moderators").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


async def ban_for_a_week(page: Page) -> None:
    await page.get_by_role("radio", name="Ban At once for a day").check()
    await page.get_by_label("For", exact=True).select_option(label="1 week (a ban)")
    await page.get_by_label("Because of").select_option(label="A misleading medical claim")
    await page.get_by_label("Why (they read this)").fill("You told patients to stop their treatment.")
    await page.get_by_role("button", name="Decide").click()
    await expect(page.get_by_text("longer once a second person confirms it")).to_be_visible()


async def test_a_report_becomes_a_ban_that_a_second_person_confirms_and_the_banned_can_object(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    enter.allowed.append("status of 403")
    await sync_to_async(do)(world.olga, "care.set", conference="tidelines", two_persons=True)
    await say(congress, WORDS)
    mo = await enter(world.mo, "/tidelines/desk")
    await expect(mo.locator("html")).to_have_attribute("data-line", "open")
    bob = await enter(world.bob, congress.room_path)
    await expect(bob.locator("html")).to_have_attribute("data-line", "open")
    await tell_the_moderators(await enter(world.ada, congress.room_path))
    report = mo.locator("#reports").get_by_role("listitem").filter(has_text=WORDS)
    await expect(report).to_be_visible()
    await expect(report).not_to_contain_text("Ada")
    await report.get_by_role("button", name="Done something").click()
    await expect(mo.locator("#reports").get_by_role("listitem")).to_have_count(0)
    await mo.goto(f"/tidelines/desk/member/{await ref_of(congress)}")
    await ban_for_a_week(mo)
    await expect(bob.get_by_role("heading", name="This is not open to you")).to_be_visible()
    olga = await enter(world.olga, "/tidelines/desk")
    await olga.get_by_role("button", name="Confirm the ban").click()
    await expect(olga.get_by_text("Nobody asks for a second look.")).to_be_visible()
    await bob.get_by_role("main").get_by_role("link", name="Why, and how to object").click()
    await bob.get_by_text("I see it differently").click()
    await bob.get_by_label("How do you see it?").fill("I quoted somebody else.")
    await bob.get_by_role("button", name="Ask for a second look").click()
    await expect(bob.get_by_text("Somebody else than who decided will look at it")).to_be_visible()
    await olga.goto("/tidelines/desk")
    await olga.get_by_label("Your answer (they read this)").fill("I see. Welcome back.")
    await olga.get_by_role("region", name="Second looks").get_by_role("button", name="End it").click()
    await expect(olga.get_by_text("Nobody asks for a second look.")).to_be_visible()
    await bob.goto(congress.room_path)
    await expect(bob.get_by_role("textbox", name="Your message")).to_be_visible()


async def ref_of(congress: Congress) -> str:
    return (await sync_to_async(congress.world.member)(congress.world.bob)).ref


async def test_a_chair_alone_handles_her_session_from_a_phone(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    enter.allowed.append("status of 403")
    await sync_to_async(do)(world.olga, "chair.name", room=congress.room.pk, email=world.ada.email)
    await sync_to_async(do)(
        world.bob, "question.ask", room=congress.room.pk, text="Which lantern was first?", how="named"
    )
    await say(congress, WORDS)
    bob = await enter(world.bob, congress.room_path)
    await expect(bob.locator("html")).to_have_attribute("data-line", "open")
    ada = await enter(world.ada, congress.room_path, **PHONE)
    await ada.get_by_role("link", name="Desk").click()
    await ada.wait_for_url("**/desk")
    # Before its scripts are there a button is a form: its answer would be a navigation that meets the next one
    await expect(ada.locator("html")).to_have_attribute("data-line", "open")
    await ada.get_by_role("button", name="Bring on stage").click()
    await expect(bob.get_by_text("On stage now")).to_have_count(1)
    await ada.goto(f"{congress.room_path}/desk")
    await expect(ada.locator("html")).to_have_attribute("data-line", "open")
    await ada.get_by_role("button", name="Hide this message of Bob Fennimarsh").click()
    await expect(bob.get_by_role("log")).to_contain_text("A moderator hid this message.")
    await ada.get_by_role("link", name="Decide something about Bob Fennimarsh").click()
    await ada.get_by_role("radio", name="Take them out of this room").check()
    await ada.get_by_label("Why (they read this)").fill("Please do not tell people to stop their treatment.")
    await ada.get_by_role("button", name="Decide").click()
    await expect(bob.get_by_role("heading", name="This is not open to you")).to_be_visible()
    await bob.goto("/tidelines/programme")
    await expect(bob.get_by_text("You were taken out of this room.")).to_be_visible()


async def test_a_second_desk_follows_the_first_and_keeps_what_is_being_chosen_there(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    mo, olga = [await enter(who, f"{congress.room_path}/desk") for who in (world.mo, world.olga)]
    for page in (mo, olga):
        await expect(page.locator("html")).to_have_attribute("data-line", "open")
        await page.get_by_text("How people write here").click()
    slow = olga.get_by_label("Slow mode")
    await slow.select_option("60")
    await mo.get_by_label("Moderators only, others read").check()
    await mo.get_by_role("region", name="Waiting messages").get_by_role("button", name="Save").click()
    await expect(olga.get_by_label("Moderators only, others read")).to_be_checked()
    await expect(slow).to_have_value("60")
    meanwhile = olga.locator("[data-meanwhile]:visible")
    await expect(meanwhile).to_have_count(0)
    await mo.get_by_label("Slow mode").select_option("10")
    await mo.get_by_role("region", name="Waiting messages").get_by_role("button", name="Save").click()
    await expect(meanwhile).to_have_count(1)
    await expect(slow).to_have_value("60")
    await mo.get_by_role("radio", name="Closed: reading only").check()
    await mo.get_by_role("region", name="This room").get_by_role("button", name="Save").click()
    await expect(olga.get_by_role("radio", name="Closed: reading only")).to_be_checked()
    await olga.get_by_role("button", name="Let guests in by the code").click()
    await expect(olga.get_by_role("button", name="Members only again")).to_be_visible()
    await mo.get_by_role("button", name="Make it a patients' session").click()
    await expect(olga.get_by_role("button", name="Back to what it was")).to_be_visible()

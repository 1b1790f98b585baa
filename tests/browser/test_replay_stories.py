"""Those who are not there when it happens: on the other side of the world, on a thin line, without an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import segno
from asgiref.sync import sync_to_async
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from playwright.async_api import Page, expect

from conference.polls import actions as polls
from conference.rooms import actions as rooms
from conference.rooms.models import Room
from core import clock
from messaging.models import Message
from schedule.programme.models import Session
from tests import factories
from tests.browser.conftest import Congress, Doorkeeper
from tests.browser.test_room import connected, say
from tests.conference import stage
from tests.factories import do

pytestmark = [pytest.mark.browser, pytest.mark.once]
PLAIN: dict[str, Any] = {"java_script_enabled": False}
needs_the_loop = pytest.mark.skipif(
    finders.find("demo/stage/stage.m3u8") is None, reason="the demo's loop was not made"
)


def over(congress: Congress) -> Room:
    """The room of the session that ended two hours ago."""
    return rooms.room_of(Session.objects.select_related("conference").get(title="Harbours at night"))


def replayed(congress: Congress) -> Room:
    """Half a minute ago its replay began, in the hall where another session is live; chat and questions have marks."""
    room, world = over(congress), congress.world
    do(world.mo, "recording.attach", room=room.pk, url=static("demo/stage/stage.m3u8"), consent="yes")
    live = room.session.sittings.get()
    thread = stage.thread(room)
    for mark, text in ((4, "said at once"), (45, "said a little later"), (3000, "said near the end")):
        Message.objects.create(
            thread=thread, author=world.member(world.alice), text=text, posted_at=live.start + timedelta(seconds=mark),
            sitting=live, time_mark=mark,
        )  # fmt: skip
    again = stage.again(room.session, starts_in=0, place="Main hall")
    start = clock.now() - timedelta(seconds=30)
    for model in (again.released, type(again).objects.filter(pk=again.pk)):
        model.update(start=start)
    return room


@needs_the_loop
async def test_eight_hours_later_the_recording_is_seen_together_and_the_chat_moves_along(
    congress: Congress, enter: Doorkeeper
) -> None:
    room = await sync_to_async(replayed)(congress)
    address, world = f"/tidelines/room/{room.session.code}", congress.world
    ada, bob = await enter(world.ada, address, timezone_id="Asia/Kolkata"), await enter(world.bob, address)
    for page in (ada, bob):
        await connected(page)
        await expect(page.get_by_text("Replay", exact=True)).to_be_visible()
        await expect(page.get_by_text("said at once")).to_be_visible()
        await expect(page.get_by_text("said near the end")).to_be_hidden()
    await expect(bob.locator("[data-presence]")).to_contain_text("Ada Meghadri")
    # The second comes, and with it what was said then
    await expect(ada.get_by_text("said a little later")).to_be_visible(timeout=30_000)
    assert await ada.locator("video").evaluate("video => video.currentTime > 44 && video.currentTime < 120")
    await say(ada, "Good evening from Kolkata")
    await expect(bob.get_by_text("Good evening from Kolkata")).to_be_visible()
    await expect(bob.get_by_text("said near the end")).to_be_hidden()
    hall = await enter(world.mira, congress.room_path)
    await expect(hall.get_by_text("Good evening from Kolkata")).to_have_count(0)
    # Without following, and without scripts, all of it is there with its second
    await bob.get_by_label("Chat and questions move along").uncheck()
    await expect(bob.get_by_text("said near the end")).to_be_visible()
    plain = await enter(world.mira, f"{address}/along", **PLAIN)
    await expect(plain.get_by_role("link", name="Play from 50:00 of the session")).to_be_visible()


async def test_an_anonymous_question_after_the_session_is_answered_in_writing_and_the_asker_told(
    congress: Congress, enter: Doorkeeper, mailoutbox: list
) -> None:
    room, world = await sync_to_async(over)(congress), congress.world
    address = f"/tidelines/room/{room.session.code}"
    ada = await enter(world.ada, f"{address}?tab=questions")
    await ada.get_by_role("textbox", name="Your question").fill("Do they wake by themselves?")
    await ada.get_by_text("Anonymously", exact=True).click()
    await ada.get_by_role("button", name="Ask", exact=True).click()
    mo = await enter(world.mo, f"{address}/desk")
    card = mo.get_by_role("listitem").filter(has_text="Do they wake by themselves?").first
    await expect(mo.get_by_text("Ada Meghadri")).to_have_count(0)
    await card.locator("summary", has_text="Answer in writing").click()
    await card.get_by_label("Answer in writing").fill("They do, when the season turns.")
    await card.get_by_role("button", name="Answer", exact=True).click()
    await expect(ada.get_by_text("They do, when the season turns.")).to_be_visible()
    await sync_to_async(factories.run_jobs)()
    told = [letter for letter in mailoutbox if letter.to == [world.ada.email]]
    assert ["They do, when the season turns." in letter.body for letter in told] == [True]


async def test_a_reader_on_a_thin_line_follows_asks_and_catches_up_in_words(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    await sync_to_async(do)(world.alice, "message.post", thread=congress.thread.pk, text="Slides are up")
    await sync_to_async(do)(world.mo, "announcement.write_here", room=congress.room.pk, text="We begin late")
    asked: list[str] = []
    bob = await enter(world.bob, **PLAIN)
    bob.on("request", lambda sent: asked.append(sent.url))
    await bob.goto(f"{congress.room_path}/light")
    assert [url for url in asked if not url.endswith("/light")] == []
    await expect(bob.get_by_text("Slides are up")).to_be_visible()
    await bob.get_by_label("Your question").fill("Which tide table?")
    await bob.get_by_label("With my name").check()
    await bob.get_by_role("button", name="Ask").click()
    await expect(bob.get_by_text("Which tide table?")).to_be_visible()
    await bob.get_by_label("Your message").fill("Good morning from the ward")
    await bob.get_by_role("button", name="Send").click()
    await expect(bob.get_by_text("Good morning from the ward")).to_be_visible()
    await bob.get_by_role("link", name="Catch me up").click()
    await expect(bob.get_by_text("We begin late")).to_be_visible()
    await expect(bob.get_by_text("Which tide table?")).to_be_visible()


async def test_a_guest_comes_in_by_the_code_asks_and_votes_until_guests_are_not_wanted(
    congress: Congress, enter: Doorkeeper
) -> None:
    enter.allowed += ["404", "403"]
    world, path = congress.world, congress.room_path
    olga = await enter(world.olga, f"{path}/desk")
    await olga.get_by_role("button", name="Let guests in by the code").click()
    await expect(olga.get_by_role("button", name="Members only again")).to_be_visible()
    gus = await enter(None, "/tidelines/go", viewport={"width": 390, "height": 844})
    await gus.get_by_label("Code on the screen").fill(congress.session.code.lower())
    await gus.get_by_role("button", name="Go in").click()
    await gus.get_by_label("Your name, if you like").fill("Gus")
    await gus.get_by_role("button", name="Come in as a guest").click()
    await gus.wait_for_url(f"**{path}**")
    bob = await enter(world.bob, f"{path}?tab=questions")
    await connected(bob)
    await gus.get_by_role("tab", name="Questions").click()
    await gus.get_by_role("textbox", name="Your question").fill("May guests ask?")
    await gus.get_by_text("With my name", exact=True).click()
    await gus.get_by_role("button", name="Ask", exact=True).click()
    await expect(bob.get_by_text("Gus (guest)")).to_be_visible()
    await bob.get_by_role("textbox", name="Your question").fill("May members?")
    await bob.get_by_text("With my name", exact=True).click()
    await bob.get_by_role("button", name="Ask", exact=True).click()
    card = gus.locator(".q").filter(has_text="May members?")
    await card.get_by_role("button", name=re.compile("Vote for this question")).click()
    await expect(bob.locator(".q").filter(has_text="May members?").locator(".vote b")).to_have_text("1")
    await olga.get_by_role("button", name="Members only again").click()
    await expect(olga.get_by_role("button", name="Let guests in by the code")).to_be_visible()
    await gus.reload()
    await expect(gus.get_by_text("May members?")).to_have_count(0)


@needs_the_loop
async def test_an_embargoed_talk_is_neither_in_the_replay_nor_in_the_export(
    congress: Congress, enter: Doorkeeper
) -> None:
    room, world = await sync_to_async(replayed)(congress), congress.world
    address = f"/tidelines/room/{room.session.code}"
    mo = await enter(world.mo, f"{address}/desk")
    await mo.get_by_text("Photos and recording").click()
    await mo.get_by_label("Embargo: nothing of it leaves the room before").fill(
        f"{clock.now() + timedelta(days=3):%Y-%m-%d}"
    )
    await (
        mo.locator("form", has=mo.get_by_label("Embargo: nothing of it leaves the room before"))
        .get_by_role("button", name="Save")
        .click()
    )
    await expect(mo.get_by_text("A recording is kept back until the embargo is over")).to_be_visible()
    bob = await enter(world.bob, address)
    await expect(bob.get_by_text("Under embargo", exact=True)).to_be_visible()
    await expect(bob.locator("video")).to_have_count(0)
    await bob.goto(f"{address}/along")
    await expect(bob.get_by_text("said at once")).to_have_count(0)
    for kind in ("json", "xml", "ics", "csv"):
        body = await (await bob.request.get(f"/tidelines/schedule.{kind}")).text()
        assert "Harbours at night" in body
        assert "About harbours at night" not in body


async def ranks(page: Page, places: dict[str, str]) -> None:
    for option, place in places.items():
        await page.locator("label", has_text=option).get_by_role("combobox").select_option(place)
    await page.get_by_role("button", name="Vote", exact=True).click()
    await expect(page.get_by_text("You have voted")).to_be_visible()


async def test_the_hall_scans_the_code_on_the_screen_and_puts_a_list_in_order(
    congress: Congress, enter: Doorkeeper
) -> None:
    world, path = congress.world, congress.room_path
    ranking = {"kind": "ranking", "text": "What next?", "options": "Sleep\nFood\nWalk", "reveal": "close"}
    poll = (await sync_to_async(do)(world.mo, "poll.prepare", room=congress.room.pk, **ranking))["poll"]
    await sync_to_async(do)(world.mo, "poll.move", poll=poll, state="open")
    screen = await enter(world.olga, f"{path}/screen")
    await connected(screen)
    await expect(screen.get_by_role("heading", name="What next?")).to_be_visible()
    # What a phone reads in the code is the address of the poll
    inside = f"{enter.url}{path}?tab=polls"
    drawn = segno.make(inside, micro=False).svg_inline(border=2, light="white", omitsize=True)
    shape = re.search(r' d="([^"]+)" class="qrline"|class="qrline"[^>]* d="([^"]+)"', drawn)
    assert shape is not None
    assert await screen.locator(".qr .qrline").get_attribute("d") == (shape[1] or shape[2])
    for who, order in ((world.bob, ("2", "1", "3")), (world.ada, ("3", "1", "2"))):
        phone = await enter(who, inside, viewport={"width": 390, "height": 844})
        await ranks(phone, dict(zip(("Sleep", "Food", "Walk"), order, strict=True)))
    await expect(screen.get_by_text("points")).to_have_count(0)
    await sync_to_async(do)(world.mo, "poll.move", poll=poll, state="closed")
    await sync_to_async(polls.tell_results)()
    await expect(screen.locator(".pb").first).to_contain_text("Food")
    for name in ("Bob Fennimarsh", "Ada Meghadri", "Olga Vetrograd"):
        await expect(screen.get_by_text(name)).to_have_count(0)

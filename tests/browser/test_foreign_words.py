"""What people write is words: nothing of it runs, on any page that shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import expect

from accounts.models import User
from core import clock
from schedule.exchange import actions as exchange
from schedule.exchange.document import Document, Item, Person
from tests.browser.conftest import Congress, Doorkeeper
from tests.factories import do

pytestmark = [pytest.mark.browser, pytest.mark.once]

CANARY = "window.__xss=1"
PAYLOADS = (
    f"<script>{CANARY}</script>",
    f'<img src=x onerror="{CANARY};alert(1)">',
    f'"><svg onload={CANARY}>',
    f"[press](javascript:{CANARY})",
    f"</textarea></script><script>{CANARY}</script>",
    f'<a href="javascript:{CANARY}" autofocus onfocus={CANARY}>here</a>',
    "{{ 7|add:7 }}{% debug %}",
)
# Pictures that a page asks for by accident would show here, and so does every report of the content policy
PAGES = (
    "/tidelines/",
    "/tidelines/programme",
    "/tidelines/programme?view=grid",
    "/tidelines/programme?q=%3Cscript%3Ewindow.__xss%3D1%3C/script%3E",
    "/tidelines/rooms",
    "/tidelines/people",
    "/tidelines/people?q=%22%3E%3Csvg%20onload%3Dwindow.__xss%3D1%3E",
    "/tidelines/mentors",
    "/profile",
)


def foreign_programme(congress: Congress) -> None:
    """A session that is live now and consists of payloads only."""
    start = clock.now() - timedelta(minutes=5)
    item = Item(
        title=PAYLOADS[1],
        subtitle=PAYLOADS[2],
        start=start,
        duration=timedelta(hours=1),
        day=start.astimezone(clock.zone("Europe/Lisbon")).date(),
        source_id="foreign",
        place=PAYLOADS[4],
        track=PAYLOADS[5],
        abstract=f"<p>{''.join(PAYLOADS)}</p>",
        people=(Person(PAYLOADS[0], "stranger", biography=PAYLOADS[1]),),
    )
    exchange.import_document(congress.world.congress, Document("other", "Other", "other", "Europe/Lisbon", (item,)))


def foreign_words(congress: Congress) -> None:
    ada = congress.world.ada
    do(ada, "profile.edit", display_name=PAYLOADS[1], zone="Asia/Kolkata", affiliation=PAYLOADS[2])
    for payload in PAYLOADS:
        do(ada, "message.post", thread=congress.thread.pk, text=payload)
        do(ada, "question.ask", room=congress.room.pk, text=payload, how="named")


async def test_nothing_that_people_write_runs_on_any_page(congress: Congress, enter: Doorkeeper) -> None:
    await sync_to_async(foreign_programme)(congress)
    await sync_to_async(foreign_words)(congress)
    bob = await enter(congress.world.bob)
    foreign = congress.room_path.replace("room", "session")
    desk = f"{congress.room_path}/desk"
    for who, paths in ((bob, (*PAGES, congress.room_path, foreign)), (await enter(congress.world.mo), (desk,))):
        for path in paths:
            await who.goto(path)
            await expect(who.locator("main")).to_be_visible()
            assert await who.evaluate("window.__xss") is None, path
            assert await who.locator("main img[src=x], main svg[onload], a[href^=javascript]").count() == 0, path
    assert enter.unexpected() == []


async def test_nothing_that_arrives_live_runs(congress: Congress, enter: Doorkeeper) -> None:
    await sync_to_async(User.objects.filter(pk=congress.world.ada.pk).update)(display_name=PAYLOADS[2])
    bob = await enter(congress.world.bob, congress.room_path)
    await expect(bob.locator("html")).to_have_attribute("data-line", "open")
    await sync_to_async(foreign_words)(congress)
    lines = bob.get_by_role("log").get_by_role("listitem")
    await expect(lines).to_have_count(len(PAYLOADS))
    await expect(lines.first).to_contain_text(PAYLOADS[0])
    await bob.get_by_role("tab", name="Questions").click()
    await expect(bob.locator("ol[data-sortable] > li")).to_have_count(len(PAYLOADS))
    assert await bob.evaluate("window.__xss") is None
    assert await bob.locator("main img[src=x], main svg[onload], a[href^=javascript]").count() == 0

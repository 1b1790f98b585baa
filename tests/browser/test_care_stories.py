"""Rooms as those live in them who look after one: a full plenary, a phone, a keyboard, and the way to a first question."""

from __future__ import annotations

import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Page, expect

from tests.browser.conftest import Congress, Doorkeeper
from tests.factories import do, member, person

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@sync_to_async
def moderated(congress: Congress) -> None:
    do(congress.world.mo, "room.change", room=congress.room.pk, opening="schedule", questions_wait=True)
    do(congress.world.mo, "room.chat", room=congress.room.pk, chat_for="all", chat_waits=True)


@sync_to_async
def ask(congress: Congress, text: str, who: str = "bob") -> int:
    asker = getattr(congress.world, who)
    return int(do(asker, "question.ask", room=congress.room.pk, text=text, how="named")["question"])


@sync_to_async
def say(congress: Congress, text: str) -> None:
    do(congress.world.bob, "message.post", thread=congress.thread.pk, text=text)


@sync_to_async
def thirty_ask_and_vote(congress: Congress) -> None:
    """Thirty questions of thirty people, anonymous every third; the seventh has the most votes."""
    crowd = []
    for number in range(30):
        member(one := person(f"Listener {number}"), congress.world.congress)
        crowd.append(one)
    asked = [
        do(
            one,
            "question.ask",
            room=congress.room.pk,
            text=f"Question {n} of the plenary",
            how=("anonymous", "named")[n % 3 > 0],
        )
        for n, one in enumerate(crowd)
    ]
    for one in [*crowd[:6], *crowd[10:20]]:
        do(one, "question.vote", question=asked[7]["question"], on=True)


async def open_line(page: Page) -> None:
    await expect(page.locator("html")).to_have_attribute("data-line", "open")


async def test_a_plenary_with_thirty_questions_brings_the_most_wanted_one_on_stage(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    await thirty_ask_and_vote(congress)
    alice = await enter(world.alice, f"{congress.room_path}?tab=questions")
    screen = await enter(world.ada, f"{congress.room_path}/screen")
    await open_line(alice)
    first = alice.locator(f"#questions-{congress.room.pk} > li").first
    await expect(first).to_contain_text("Question 7 of the plenary")
    await expect(alice.locator("[data-count-of^=questions]")).to_have_text("30")
    mo = await enter(world.mo, f"{congress.room_path}/desk")
    wanted = mo.get_by_role("region", name="Open questions").get_by_role("listitem").first
    await expect(wanted).to_contain_text("Question 7 of the plenary")
    await wanted.get_by_role("button", name="Bring on stage").click()
    await expect(first).to_contain_text("On stage now")
    await expect(screen.get_by_text("Question 7 of the plenary")).to_be_visible()
    await expect(alice.get_by_text("Listener 3", exact=True)).to_have_count(0)  # asked anonymously


async def test_a_moderator_on_a_phone_works_one_queue_at_a_time_and_takes_a_slip_back(
    congress: Congress, enter: Doorkeeper
) -> None:
    world = congress.world
    await moderated(congress)
    await ask(congress, "Which lantern was first?")
    await say(congress, "May I write here?")
    bob = await enter(world.bob, f"{congress.room_path}?tab=questions")
    await open_line(bob)
    mo = await enter(world.mo, "/tidelines/desk", **PHONE)
    await open_line(mo)
    await expect(mo.get_by_role("region", name="Waiting questions")).to_be_visible()
    await expect(mo.get_by_role("region", name="Waiting messages")).to_be_hidden()
    await mo.get_by_role("button", name="Not for this session").tap()
    await expect(mo.get_by_text("No question waits.")).to_be_visible()
    await mo.get_by_role("button", name="Undo").tap()
    await mo.get_by_role("button", name="Let in").tap()
    await expect(bob.locator(f"#questions-{congress.room.pk}")).to_contain_text("Which lantern was first?")
    await mo.get_by_role("navigation", name="Queues").get_by_role("link", name="Messages").tap()
    await expect(mo.get_by_role("region", name="Waiting questions")).to_be_hidden()
    await mo.get_by_role("button", name="Let through").tap()
    await expect(bob.locator(f"#messages-{congress.thread.pk}")).to_contain_text("May I write here?")
    width = await mo.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


async def test_the_desk_is_worked_off_by_keys_alone(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    await moderated(congress)
    await ask(congress, "The first of them")
    await ask(congress, "The second of them", "alice")
    await say(congress, "A message")
    mo = await enter(world.mo, "/tidelines/desk")
    await open_line(mo)
    await mo.keyboard.press("?")
    await expect(mo.get_by_role("dialog", name="Keys at the desk")).to_be_visible()
    await mo.keyboard.press("Escape")
    questions = mo.locator(f"#waiting-{congress.room.pk} > li")
    await expect(questions).to_have_count(2)
    await mo.keyboard.press("j")
    await expect(questions.first).to_be_focused()
    await mo.keyboard.press("a")
    await expect(questions).to_have_count(1)
    await expect(questions.first).to_be_focused()
    await mo.keyboard.press("x")
    await expect(questions).to_have_count(0)
    await mo.keyboard.press("z")
    await expect(questions).to_have_count(1)
    await mo.keyboard.press("3")
    await mo.keyboard.press("a")
    await expect(mo.get_by_role("region", name="Waiting messages").get_by_role("listitem")).to_have_count(0)


async def tab_to(page: Page, name: str, *, most: int = 80) -> None:
    """Press Tab until what has this name is focused."""
    script = """() => {
      const held = document.activeElement;
      if (!held || !["A", "BUTTON", "INPUT", "TEXTAREA"].includes(held.tagName)) return "";
      return `${held.getAttribute("aria-label") ?? ""} ${held.labels?.[0]?.textContent ?? ""} ${held.textContent ?? ""}`;
    }"""
    for _press in range(most):
        await page.keyboard.press("Tab")
        if re.search(name, await page.evaluate(script)):
            return
    raise AssertionError(f"no way by Tab to {name}")


async def test_an_attendee_joins_asks_and_votes_with_the_keyboard_alone(congress: Congress, enter: Doorkeeper) -> None:
    await ask(congress, "Who lit the lanterns?", "alice")
    newcomer = await sync_to_async(person)("Nora Newcomer")
    page = await enter(newcomer, "/tidelines/join")
    await tab_to(page, "Listed")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="Quiet")).to_be_checked()
    await tab_to(page, "I agree")
    await page.keyboard.press("Space")
    await tab_to(page, "^ *Join")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/tidelines/")
    await page.goto(congress.room_path)
    await open_line(page)
    await tab_to(page, "Chat")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name=re.compile("Questions"))).to_be_focused()
    await tab_to(page, "Vote for this question")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=re.compile("Vote for this question"))).to_have_attribute(
        "aria-pressed", "true"
    )
    await tab_to(page, "Your question")
    await page.keyboard.type("Does it work in the dark?")
    await tab_to(page, "With my name")
    await page.keyboard.press("Space")
    await tab_to(page, "^ *Ask")
    await page.keyboard.press("Enter")
    await expect(page.locator(f"#questions-{congress.room.pk}")).to_contain_text("Does it work in the dark?")


async def test_from_the_start_page_to_an_asked_question_in_three_actions(congress: Congress, enter: Doorkeeper) -> None:
    """Open the live room, write the question, press Ask: choosing how one appears belongs to the writing."""
    page = await enter(congress.world.bob, "/")
    await page.get_by_role("main").get_by_role("link", name=re.compile("What lanterns remember|Ask")).first.click()  # 1
    if "tab=questions" not in page.url:
        await page.get_by_role("tab", name=re.compile("Questions")).click()  # 2
    box = page.get_by_role("textbox", name="Your question")
    await box.fill("Is this quick enough?")
    await page.get_by_text("With my name").click()
    await page.get_by_role("button", name="Ask", exact=True).click()  # 3
    await expect(page.locator(f"#questions-{congress.room.pk}")).to_contain_text("Is this quick enough?")


async def test_a_small_congress_with_defaults_only_is_looked_after_by_its_chair_alone(
    congress: Congress, enter: Doorkeeper
) -> None:
    """No rota, no claims, no second person to be seen; one button pauses somebody for the time of the session."""
    world = congress.world
    await sync_to_async(do)(world.olga, "chair.name", room=congress.room.pk, email=world.ada.email)
    await say(congress, "Buy my pills")
    ada = await enter(world.ada, "/tidelines/")
    await ada.get_by_role("region", name="You chair now").get_by_role("link", name="To your desk").click()
    await expect(ada.get_by_role("button", name="I work on it")).to_have_count(0)
    await expect(ada.get_by_text("On duty", exact=True)).to_have_count(0)
    bob = await enter(world.bob, congress.room_path)
    await open_line(bob)
    await ada.get_by_role("link", name="Decide something about Bob Fennimarsh").click()
    await expect(ada.get_by_label("For", exact=True).get_by_role("option", name="1 week (a ban)")).to_have_count(0)
    await ada.get_by_label("Why (they read this)").fill("No advertising, please.")
    await ada.get_by_role("button", name="Decide").click()
    await expect(bob.get_by_text("Your writing is paused.")).to_be_visible()

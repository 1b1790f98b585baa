"""With JavaScript off every first thing still works: plain forms, plain links, plain pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from playwright.async_api import Locator, Page, expect

from accounts.models import Membership
from conference.questions.models import Question
from networking.chats.models import Chat
from tests.browser.conftest import Congress, Doorkeeper
from tests.factories import do

pytestmark = [pytest.mark.browser, pytest.mark.once]

Messages = Callable[[Page], Locator]
PLAIN: dict[str, Any] = {"java_script_enabled": False}


async def test_chat_is_written_and_read(congress: Congress, enter: Doorkeeper, messages: Messages) -> None:
    bob = await enter(congress.world.bob, congress.room_path, **PLAIN)
    await bob.get_by_role("textbox", name="Your message").fill("No scripts on this ward")
    await bob.get_by_role("button", name="Send").click()
    await expect(bob).to_have_url(f"{enter.url}{congress.room_path}")
    await expect(messages(bob)).to_contain_text(["No scripts on this ward"])
    ada = await enter(congress.world.ada, congress.room_path, **PLAIN)
    await expect(messages(ada)).to_contain_text(["No scripts on this ward"])
    await sync_to_async(do)(congress.world.alice, "message.post", thread=congress.thread.pk, text="Read after a reload")
    await ada.reload()
    await expect(messages(ada)).to_contain_text(["No scripts on this ward", "Read after a reload"])


async def test_questions_are_asked_and_voted_for(congress: Congress, enter: Doorkeeper) -> None:
    world = congress.world
    bob = await enter(world.bob, congress.room_path, **PLAIN)
    await bob.get_by_role("tab", name="Questions").click()
    await bob.get_by_role("textbox", name="Your question").fill("Does a form suffice?")
    await bob.get_by_text("With my name", exact=True).click()
    await bob.get_by_role("button", name="Ask", exact=True).click()
    await expect(bob.get_by_role("listitem").filter(has_text="Does a form suffice?")).to_be_visible()
    await sync_to_async(do)(world.alice, "question.ask", room=congress.room.pk, text="Mine, by name", how="named")
    ada = await enter(world.ada, f"{congress.room_path}?tab=questions", **PLAIN)
    question = ada.get_by_role("listitem").filter(has_text="Mine, by name")
    await question.get_by_role("button", name="Vote for this question").click()
    await expect(ada).to_have_url(f"{enter.url}{congress.room_path}?tab=questions")
    await expect(question.get_by_role("button", name="Vote for this question")).to_contain_text("1")
    assert await sync_to_async(lambda: Question.objects.get(text="Mine, by name").votes.count())() == 1


async def test_a_newcomer_joins_the_congress(congress: Congress, enter: Doorkeeper) -> None:
    nils = await enter(congress.world.nils, "/tidelines/", **PLAIN)
    await nils.get_by_role("main").get_by_role("link", name="Join").first.click()
    await nils.get_by_label("Listed").check()
    await nils.get_by_label("I agree that my profile").check()
    await nils.get_by_role("main").get_by_role("button", name="Join").click()
    await expect(nils).to_have_url(f"{enter.url}/tidelines/")
    await expect(nils.get_by_role("heading", name="Live now")).to_be_visible()
    joined = Membership.objects.filter(person=congress.world.nils, conference=congress.world.congress, state="active")
    assert await sync_to_async(joined.exists)()


async def test_a_mentors_time_is_booked(congress: Congress, enter: Doorkeeper) -> None:
    ada = await enter(congress.world.ada, congress.mentor_path(), **PLAIN)
    await ada.get_by_role("radio").first.check()
    await ada.get_by_label("Your question, if you like").fill("How does one begin?")
    await ada.get_by_role("button", name="Book this time").click()
    await expect(ada.get_by_text("How does one begin?")).to_be_visible()
    chat = await sync_to_async(Chat.objects.get)()
    assert ada.url == f"{enter.url}/tidelines/chats/{chat.pk}"

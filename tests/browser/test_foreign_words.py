"""What people write is words: nothing of it runs, on any page that shows it, in any frame, file or letter."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from defusedxml import ElementTree
from icalendar import Calendar
from playwright.async_api import Browser, expect

from accounts.models import User
from core import clock
from core.models import OutgoingMail
from realtime import frames, log
from realtime.models import Stream
from tests import hostile
from tests.browser.conftest import Congress, Doorkeeper
from tests.factories import World, do

pytestmark = [pytest.mark.browser, pytest.mark.once]

# Addresses, codes, choices and files with a form of their own: no room for words
NO_PROSE = {
    "chair.name.email", "conference.invite.email", "conference.join.invitation", "help.ask.email", "link.cancel.link",
    "link.drop.link", "link.pick.link", "mentor.invite.email", "mentor.offer.meeting_link", "programme.upload.content",
    "push.add_device.endpoint", "recording.attach.captions", "recording.attach.url", "role.edit.permissions",
    "stage.add_source.captions", "stage.add_source.url", "supporter.join.email", "supporter.leave.token",
}  # fmt: skip
# Their examples want a world for themselves: those of a room are in the live test below
ELSEWHERE = {
    "chat.book.question", "conference.create.name", "conference.create.tagline", "goal.set.text", "notes.write.text",
    "poll.edit.options", "poll.prepare.options", "poll.screen.entry", "poll.vote.text", "question.label.labels",
    "request.send.question",
}  # fmt: skip
# What the parser of a page, of a frame's template or of a sink makes of it. Own markup has none of these
LOOK = """(pages) => pages.flatMap(([path, html]) => {
  const page = html === null ? document : new DOMParser().parseFromString(html, "text/html");
  const found = [];
  const say = (node, why) => found.push(`${path}: ${why}: ${node.outerHTML.slice(0, 160)}`);
  const look = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node instanceof HTMLTemplateElement) look(node.content);
      if (node.localName === "x-xss" || node.matches(".x-xss, [hx-get='/xss'], [data-command=xss]")) say(node, "element");
      if (["base", "object", "embed"].includes(node.localName)) say(node, "element");
      if (node.localName === "style") say(node, "style");
      if (node.matches("meta[http-equiv=refresh i]")) say(node, "refresh");
      if (node.localName === "script" && !/json/.test(node.type) && (!node.src || /__xss|foreign/.test(node.outerHTML))) say(node, "script");
      for (const { name, value } of node.attributes) {
        const address = value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
        if (name.startsWith("on") || name === "srcdoc" || name === "style") say(node, name);
        if (/^(javascript|vbscript|data:text)/.test(address) && /^(href|xlink:href|src|action|formaction|data|poster|content|srcset)$/.test(name)) say(node, name);
        if (/foreign[.]example/.test(address) && /^(src|action|formaction|data|poster|srcset|background|ping)$/.test(name)) say(node, name);
        if (/foreign[.]example/.test(address) && name === "href" && node.localName !== "a") say(node, name);
      }
    }
  };
  look(page);
  const ids = [...page.querySelectorAll("#mine, #act, #offline")].map((node) => node.id);
  if (new Set(ids).size !== ids.length) found.push(`${path}: an id twice: ${ids}`);
  return found;
})"""


@pytest.fixture
def in_the_first_morning() -> Iterator[None]:
    before = clock.use(lambda: hostile.MORNING)
    yield
    clock.use(before)


def looked_at(world: World) -> tuple[hostile.Planted, list[hostile.Answer], list[tuple[str, str]]]:
    """What took the words; every page and file; the HTML of every frame."""
    planted = hostile.plant(world, hostile.corpus())
    hostile.run_all_jobs()
    pieces = [
        (f"{name} {event.type}", piece["html"])
        for name in Stream.objects.values_list("name", flat=True)
        for event in log.read(name, 0)
        for piece in frames.of_event(event)["html"]
        if piece["html"]
    ]
    return planted, hostile.answers(world, hostile.corpus()), pieces


@pytest.mark.usefixtures("in_the_first_morning", "transactional_db")
async def test_every_text_of_every_command_stays_words_in_every_page_frame_file_and_letter(
    browser: Browser, transactional_db: None, world: World
) -> None:
    planted, answers, pieces = await sync_to_async(looked_at)(world)
    left = hostile.prose() - planted.took - NO_PROSE - ELSEWHERE
    assert left == set(), "a new command with a text: its example takes no other words than its own"
    pages = [(one.path, one.body.decode()) for one in answers if one.html]
    assert len(pages) > 80
    assert sum("__xss" in html for _path, html in pages) > 50, "the words are there to be found"
    page = await browser.new_page()
    wrong = await page.evaluate(LOOK, [*pages, *pieces])
    await page.close()
    assert wrong == [], "\n".join(wrong[:20])
    assert [line for one in answers for line in unlike_its_type(one)] == []
    for letter in await sync_to_async(lambda: list(OutgoingMail.objects.all()))():
        assert "\n" not in letter.subject + letter.to
        assert not letter.calendar or foreign_lines(letter.calendar) == []


def unlike_its_type(one: hostile.Answer) -> Iterator[str]:
    """What is no page is read by programs: whole, of its type, and never guessed to be something else."""
    if one.headers.get("X-Content-Type-Options") != "nosniff":
        yield f"{one.path} may be guessed at"
    if one.content_type == "application/json":
        json.loads(one.body)
    elif one.content_type in {"application/xml", "application/atom+xml"}:
        ElementTree.fromstring(one.body)
    elif one.content_type == "text/calendar":
        yield from (f"{one.path}: {line}" for line in foreign_lines(one.body.decode()))


def foreign_lines(calendar: str) -> list[str]:
    read: Any = Calendar.from_ical(calendar)
    return [name for part in read.walk() for name in part if name.startswith(("X-XSS", "ATTACH"))]


def foreign_words(congress: Congress) -> None:
    for payload in hostile.corpus():
        do(congress.world.ada, "message.post", thread=congress.thread.pk, text=payload)
        do(congress.world.ada, "question.ask", room=congress.room.pk, text=payload, how="named")


def foreign_things(congress: Congress) -> None:
    """What scripts of a page put together themselves: the screen, what is said aloud, hands, hints, mentions, a poll."""
    world, room = congress.world, congress.room.pk
    words = iter(hostile.corpus())
    do(world.mo, "announcement.write_here", room=room, text=next(words))
    poll = do(world.mo, "poll.prepare", room=room, kind="single", text=next(words), options="\n".join(hostile.corpus()[2:6]),
              reveal="live")["poll"]  # fmt: skip
    do(world.mo, "poll.move", poll=poll, state="open")
    do(world.mo, "poll.pin", poll=poll, on=True)
    open_text = do(world.mo, "poll.prepare", room=room, kind="text", text=next(words), options="", reveal="live")[
        "poll"
    ]
    do(world.mo, "poll.move", poll=open_text, state="open")
    do(world.ada, "poll.vote", poll=open_text, text=next(words))
    question = do(world.ada, "question.ask", room=room, text=hostile.corpus()[2], how="named")["question"]
    do(world.mo, "question.label", question=question, labels="<x-xss>")
    do(world.mo, "question.decide", question=question, state="on_stage")
    do(world.ada, "hand.raise", room=room, on=True)
    first = do(world.ada, "message.post", thread=congress.thread.pk, text=hostile.corpus()[1])["message"]
    do(world.ada, "message.post", thread=congress.thread.pk, text=hostile.corpus()[5], reply_to=first)
    do(world.mo, "caption.push", room=room, text=hostile.corpus()[0])


async def test_nothing_that_arrives_live_runs_and_nothing_is_asked_of_another_host(
    congress: Congress, enter: Doorkeeper
) -> None:
    world, path = congress.world, congress.room_path
    await sync_to_async(User.objects.filter(pk=world.ada.pk).update)(display_name=hostile.corpus()[2])
    opened = [
        await enter(world.bob, path), await enter(world.mo, f"{path}/desk"), await enter(world.alice, f"{path}/screen"),
    ]  # fmt: skip
    asked: list[str] = []
    for page in opened:
        await expect(page.locator("html")).to_have_attribute("data-line", "open")
        page.on("request", lambda sent: asked.append(sent.url))
    await sync_to_async(foreign_words)(congress)
    await sync_to_async(foreign_things)(congress)
    bob, mo, screen = opened
    lines = bob.get_by_role("log").locator("li[id^=message-]")
    await expect(lines).to_have_count(len(hostile.corpus()) + 2)
    await expect(lines.first).to_contain_text("<script>window.__xss=1</script><x-xss>")
    await bob.get_by_role("tab", name="Questions").click()
    await expect(bob.locator("ol[data-sortable] > li")).to_have_count(len(hostile.corpus()) + 1)
    await bob.get_by_role("textbox", name="Your question").fill(hostile.corpus()[2])
    await expect(mo.get_by_role("region", name="Hands")).to_contain_text("svg onload")
    await expect(screen.get_by_text("svg onload").first).to_be_visible()
    await mo.goto("/tidelines/search?q=%3Cscript%3E%22svg")
    for again in (None, f"{path}?tab=questions", f"{path}/light", f"{path}/missed"):
        if again:
            await bob.goto(again)
        for page in opened:
            assert await page.evaluate("window.__xss") is None, page.url
            found = await page.evaluate(LOOK, [[page.url, None]])
            # Scripts of ours may set a style; that of others does not pass the policy
            assert [line for line in found if ": style: " not in line] == []
    assert [url for url in asked if not url.startswith((enter.url, "blob:", "data:image"))] == []
    assert enter.unexpected() == []

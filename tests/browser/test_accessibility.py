"""axe finds nothing to complain about: every chief page, wide and narrow, by day and by night."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from axe_playwright_python.async_playwright import Axe
from django.urls import resolve
from playwright.async_api import Page, expect

from accounts import actions as accounts
from accounts.models import User
from conference.rooms import actions as making
from conference.rooms import queries as rooms
from config.access import PAGES as PAGES_FOR
from config.demo import actions as demo
from core import clock
from core.models import Conference
from core.unit import unit_of_work
from messaging import actions as messaging
from messaging.models import Thread
from networking.contacts.models import ContactRequest
from networking.mentors import queries as mentors
from networking.mentors.models import MentorProfile, Slot
from networking.rounds.models import Round
from networking.tables.models import Table
from networking.welcome.models import Welcome
from schedule.programme.models import Edit, Session, Speaker
from society.materials.models import Text
from tests import factories
from tests.browser.conftest import Doorkeeper
from tests.examples import _supporter
from tests.factories import World, do
from tests.networking import examples

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]

# Structure depends on the width, colours on the theme too: each width is looked at whole once, every mixture for contrast
LOOKS = (
    (1280, "light", "everything"),
    (1280, "dark", "colours"),
    (390, "light", "colours"),
    (390, "dark", "everything"),
)
RUN = """colours => axe.run(document, {
  resultTypes: ["violations"], preload: false, elementRef: false,
  ...(colours ? {runOnly: ["color-contrast", "link-in-text-block"]} : {}),
}).then(found => found.violations)"""

# Who sees what; names in braces are filled in from the congress of the demo
PAGES = {
    "": ["/", "/accounts/login/", "/society", "/society/texts/{text}", "/help"],
    "ada": [
        "/{slug}/",
        "/{slug}/programme",
        "/{slug}/programme?mine=1",
        "/{slug}/programme/changes",
        "/{slug}/search?q=cells",
        "/{slug}/series",
        "/{slug}/my-calendar",
        "/{slug}/my-hours",
        "/{slug}/zones?q=india",
        "/{slug}/programme/print",
        "/{slug}/session/{session}",
        "/{slug}/room/{session}",
        "/{slug}/room/{noted}",
        "/{slug}/room/{session}?tab=questions",
        "/{slug}/room/{session}?tab=polls",
        "/{slug}/room/{session}/screen",
        "/{slug}/room/{session}/light",
        "/{slug}/room/{session}/missed",
        "/{slug}/room/{session}/along",
        "/{slug}/speaking",
        "/{slug}/transcript/{thread}",
        "/{slug}/mentors",
        "/{slug}/mentors/{mentor}",
        "/{slug}/queue",
        "/{slug}/chats",
        "/{slug}/chats/{chat}",
        "/{slug}/contacts",
        "/{slug}/requests",
        "/{slug}/hallway",
        "/{slug}/device-check",
        "/{slug}/mentors/wishes",
        "/{slug}/mentors/when",
        "/{slug}/mentors/rounds",
        "/{slug}/mentors/tables",
        "/{slug}/queue/desk",
        "/{slug}/notices",
        "/profile",
        "/coastal-data/join",
        "/{slug}/about-me",
        "/report/person/{mentor}",
    ],
    "mo": ["/{slug}/room/{session}", "/{slug}/room/{session}/desk", "/{slug}/desk", "/{slug}/room/{session}/backstage"],
    "olga": [
        "/{slug}/organize",
        "/{slug}/organize/record",
        "/{slug}/organize/series",
        "/{slug}/organize/setup",
        "/{slug}/organize/programme/import",
        "/{slug}/organize/programme",
        "/{slug}/organize/programme/session/{session}",
        "/{slug}/organize/programme/frame",
        "/{slug}/organize/programme/speakers",
        "/{slug}/organize/programme/release",
        "/{slug}/organize/programme/outbox",
        "/{slug}/organize/roles",
        "/{slug}/organize/networking",
        "/{slug}/organize/rounds",
        "/{slug}/organize/rounds/{round}",
        "/{slug}/desk/author/{sealed}",
        "/{slug}/desk/member/{mentor}?scope=room:1",
    ],
}
# Less used: one look each, narrow and by night, at everything. The words are those of `rare`
RARE = {
    "": ["/privacy", "/society/texts", "/society/join", "/society/thanks", "/society/leave/{leaving}", "/{slug}/help",
         "/{slug}/rooms", "/{slug}/go", "/{slug}/speaker/{speaker}", "/m/{link}"],
    "ada": ["/{slug}/chats/{chat}/time", "/{slug}/contacts/{contact}", "/{slug}/contacts/ask/{mentor}",
            "/{slug}/hallway/{meeting}", "/{slug}/hallway/tables/{circle}", "/{slug}/help-now", "/{slug}/mentions",
            "/{slug}/people", "/{slug}/people/{mentor}", "/profile/erase", "/{slug}/mentors/tables/{table}",
            "/{slug}/mentors/welcome", "/{slug}/mentors/welcome/{welcome}", "/{slug}/queue/duty",
            "/{slug}/mentors/offer"],
    "mo": ["/polls/{draft}/edit"],
    "olga": ["/conferences/new", "/{slug}/mentors/approval", "/{slug}/organize/moderation", "/{slug}/organize/people",
             "/{slug}/organize/settings", "/{slug}/organize/programme/hours",
             "/{slug}/organize/programme/session/new", "/{slug}/room/{session}/desk/stream"],
}  # fmt: skip
# What is no page: files, answers for programs, doors that lead on
NO_PAGE = {
    "attachment", "calendar-feed", "chat_ics", "chat_notes", "command", "command_list", "demo-enter",
    "demo-link", "favicon", "guest", "ingest_on_publish", "ingest_on_publish_done", "media", "mentor_link_join",
    "my-programme-ics",
    "profile_export", "programme-archive", "programme-embed", "programme-feed", "programme-file",
    "programme-editor-day", "programme-template", "programme-workbook", "push_worker", "room_captions", "room_here",
    "room_meeting", "room_mine", "room_poll", "room_polls_export", "room_similar", "room_slides", "room_stage", "session-ics", "stream",
}  # fmt: skip


def test_a_new_page_is_looked_at() -> None:
    """A page that is mounted and stands on none of the lists fails here; allauth's dialogues share two templates."""
    fill: dict[str, str] = defaultdict(lambda: "1", slug="tidelines")
    listed = [*PAGES.values(), *RARE.values()]
    paths = [path.format_map(fill).partition("?")[0] for paths in listed for path in paths]
    seen = {resolve(path).url_name for path in paths}
    mounted = {name for name in PAGES_FOR if not name.startswith("account_")}
    assert mounted - seen - NO_PAGE == set()
    assert NO_PAGE & seen == set()


def load() -> dict[str, str]:
    """The congress of the demo, with life in one live room; what the addresses want."""
    loaded = demo.load(clock.now(), lambda line: None)
    conference = loaded.conference
    live = rooms.lobby(conference.pk, clock.now()).live
    session = live[0].session if live else Session.objects.filter(conference=conference, kind="talk").first()
    assert session is not None
    noted = Session.objects.filter(conference=conference).exclude(content_note="").exclude(pk=session.pk).first()
    assert noted is not None
    Session.objects.filter(pk=session.pk).update(content_note="")
    sealed = _live_in(session)
    _planned(session)
    slot = Slot.objects.filter(state="open", start__gt=clock.now()).select_related("mentor__membership").first()
    text = Text.objects.first()
    assert slot is not None
    assert text is not None
    assert Conference.objects.filter(slug="coastal-data").exists()
    ada = User.objects.get(email="ada@demo.example")
    free = mentors.shared_slots(factories.actor(ada, conference), mentors.listed(conference.pk))
    soonest = next(iter(next(iter(free.values()))))
    chat = do(ada, "chat.book", slot=soonest.pk, question="Where do I begin?")["chat"]
    return {
        "slug": conference.slug,
        "session": session.code,
        "noted": noted.code,
        "mentor": slot.mentor.membership.ref,
        "text": text.slug,
        "thread": str(Thread.objects.get(kind="room", key=str(making.room_of(session).pk)).pk),
        "sealed": str(sealed),
        "chat": str(chat),
        "round": str(Round.objects.get(conference=conference, title="Meet a mentor").pk),
    }


def _live_in(session: Session) -> int:
    """Something of everything in one room; the number of an anonymous question."""
    room = making.room_of(session)
    thread = Thread.objects.get(kind="room", key=str(room.pk))
    ada, mo, alice = (User.objects.get(email=f"{key}@demo.example") for key in ("ada", "mo", "alice"))
    do(alice, "message.post", thread=thread.pk, text="Welcome, **everybody**. See https://example.org/notes")
    hidden = do(ada, "message.post", thread=thread.pk, text="To be hidden")
    do(mo, "message.hide", message=hidden["message"], on=True)
    do(ada, "message.post", thread=thread.pk, text="Good to be here")
    asked = [do(who, "question.ask", room=room.pk, text="Why so?", how=how) for who in (ada, alice)
             for how in ("named", "anonymous")]  # fmt: skip
    do(mo, "question.vote", question=asked[0]["question"], on=True)
    do(mo, "question.decide", question=asked[1]["question"], state="on_stage")
    do(mo, "question.decide", question=asked[2]["question"], state="answered_written", answer="Because of the tides.")
    for kind in ("single", "ranking", "rating", "words"):
        options = "Mouse\nFish" if kind in ("single", "ranking") else ""
        poll = do(mo, "poll.prepare", room=room.pk, kind=kind, text="Which model?", options=options, reveal="live")
        do(mo, "poll.move", poll=poll["poll"], state="open")
    do(ada, "poll.vote", poll=poll["poll"], words=["zebrafish"])
    do(mo, "poll.show", poll=poll["poll"], on=True)
    do(mo, "room.change", room=room.pk, opening="open", questions_wait=True)
    do(ada, "question.ask", room=room.pk, text="And this one waits?", how="anonymous")
    first = do(alice, "message.post", thread=thread.pk, text="One more")["message"]
    do(ada, "message.post", thread=thread.pk, text="And an answer", reply_to=first)
    do(mo, "message.react", message=first, kind="heart", on=True)
    do(mo, "question.pin", question=asked[2]["question"], on=True)
    do(mo, "question.label", question=asked[2]["question"], labels="clinic")
    do(mo, "question.decide", question=asked[0]["question"], state="deferred", to="Prof. Tide")
    do(mo, "stage.add_source", room=room.pk, label="Main", url="https://vimeo.com/12345")
    do(mo, "room.mark", room=room.pk, mark="no_photo")
    return int(asked[1]["question"])


def _planned(session: Session) -> None:
    """Work in progress that differs from the release in words, and an edit that can be done again."""
    olga = User.objects.get(email="olga@demo.example")
    here: dict[str, Any] = {"session": session.pk, "conference": session.conference.slug}
    session.refresh_from_db()
    do(olga, "session.write", **here, version=session.version, title="Told anew", abstract="In other words")
    session.refresh_from_db()
    do(olga, "talk.write", session=session.pk, version=session.version, title="One more", add="Ines Walderbach")
    do(olga, "edit.undo", edit=Edit.objects.latest("pk").pk)


async def clash(page: Page, path: str) -> list[str]:
    """The planning page of a session when somebody else was faster: both versions are shown."""
    await page.goto(path)
    await page.locator('section[aria-labelledby="what"] input[name="version"]').evaluate(
        "field => { field.value = 0; }"
    )
    await page.locator('section[aria-labelledby="what"] button.go').click()
    await expect(page.get_by_role("heading", name="Somebody changed this meanwhile")).to_be_visible()
    return await violations(page)


def rare(names: dict[str, str]) -> dict[str, str]:
    """What the less used pages want: one of each, made as the examples of their commands make it."""
    ada, mo, alice, olga = (User.objects.get(email=f"{key}@demo.example") for key in ("ada", "mo", "alice", "olga"))
    congress = Conference.objects.get(slug=names["slug"])
    mira = MentorProfile.objects.get(membership__ref=names["mentor"]).membership.person
    neighbour = Conference.objects.get(slug="coastal-data")
    accounts.allow_conferences(olga.pk, True)
    newcomer = factories.person("Nora Newcomer")
    factories.member(newcomer, congress)
    world = World(congress, neighbour, alice=alice, bob=newcomer, mo=mo, olga=olga, ada=ada, mira=mira, charlie=mira,
                  nils=mira)  # fmt: skip
    room = Session.objects.get(conference=congress, code=names["session"])
    draft = do(mo, "poll.prepare", room=making.room_of(room).pk, kind="single", text="Next?", options="Rest\nWalk",
               reveal="close")["poll"]  # fmt: skip
    link = examples._link(world)["link"]  # before the chat: the link's page has it then
    examples._chat(world)
    host = world.member(ada)
    welcome = Welcome.objects.create(newcomer=world.member(newcomer), host=host, at=clock.now())
    with unit_of_work():
        messaging.open_thread(congress.pk, "welcome", str(welcome.pk))
    do(ada, "openness.set", conference=names["slug"], who="all")
    do(newcomer, "contact.ask", conference=names["slug"], ref=host.ref)
    found = {
        "draft": draft,
        "link": link,
        "welcome": welcome.pk,
        "table": Table.objects.filter(conference=congress).latest("pk").pk,
        "contact": do(ada, "contact.answer", request=ContactRequest.objects.latest("pk").pk, on=True)["contact"],
        "meeting": examples._meeting(world)["meeting"],
        "circle": do(ada, "circle.open", conference=names["slug"], kind="ask", topic="First grants")["circle"],
        "speaker": Speaker.objects.filter(conference=congress).earliest("pk").code,
        "leaving": _supporter(world)["token"],
    }
    return {**names, **{name: str(value) for name, value in found.items()}}


async def violations(page: Page, looks: Sequence[tuple[int, str, str]] = LOOKS) -> list[str]:
    """What axe finds at both widths by day and by night: a line for each kind of fault with its first places."""
    found: list[str] = []
    await page.evaluate(Axe().axe_script)
    for width, theme, scope in looks:
        await page.set_viewport_size({"width": width, "height": 860})
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for one in await page.evaluate(RUN, scope == "colours"):
            places = " | ".join(f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in one["nodes"][:3])
            found.append(f"{page.url} {width} {theme}: {one['id']}: {places}")
    return found


async def look_as(enter: Doorkeeper, key: str, names: dict[str, str]) -> list[str]:
    who = await sync_to_async(User.objects.get)(email=f"{key}@demo.example") if key else None
    page = await enter(who)
    found: list[str] = []
    for path, looks in [(path, LOOKS) for path in PAGES[key]] + [(path, LOOKS[-1:]) for path in RARE[key]]:
        answer = await page.goto(path.format(**names))
        if answer is None or answer.status != 200:
            found.append(f"{path} does not open")
        found += await violations(page, looks)
    if key == "olga":
        enter.allowed.append("409")  # the clash is one on purpose
        found += await clash(page, "/{slug}/organize/programme/session/{session}".format(**names))
    return found


async def test_no_page_has_a_violation(transactional_db: None, enter: Doorkeeper, settings: Any) -> None:
    settings.INGEST_RTMP = "rtmp://ingest.example/in"  # the page of the stream key is there with an ingest only
    names = await sync_to_async(lambda: rare(load()))()
    found = await asyncio.gather(*(look_as(enter, key, names) for key in PAGES))
    assert [line for lines in found for line in lines] == []

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

from accounts.models import User
from config.access import PAGES as PAGES_FOR
from tests.browser import full_congress
from tests.browser.conftest import Doorkeeper

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]

# Each page at both widths and in both themes. What pages are made of is the same: by turns they show it in every mixture
LOOKS = (((1280, "light"), (390, "dark")), ((1280, "dark"), (390, "light")))
AT_NIGHT = ((390, "dark"),)
RUN = """() => axe.run(document, {resultTypes: ["violations"], preload: false, elementRef: false})
  .then(found => found.violations)"""

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
        "/{slug}/desk/member/{mentor}?scope=room:{room}",
    ],
}
# Less used: one look each, narrow and by night, at everything. The words are those of `full_congress.rare`
RARE = {
    "": ["/privacy", "/society/texts", "/society/join", "/society/thanks", "/society/leave/{leaving}", "/{slug}/help",
         "/{slug}/rooms", "/{slug}/go", "/{slug}/speaker/{speaker}", "/m/{link}", "/{slug}/room/{public}",
         "/{slug}/session/{public}"],
    "ada": ["/{slug}/chats/{chat}/time", "/{slug}/contacts/{contact}", "/{slug}/contacts/ask/{mentor}",
            "/{slug}/hallway/{meeting}", "/{slug}/hallway/tables/{circle}", "/{slug}/help-now", "/{slug}/mentions",
            "/{slug}/people", "/{slug}/people/{mentor}", "/profile/erase", "/{slug}/mentors/tables/{table}",
            "/{slug}/mentors/welcome", "/{slug}/mentors/welcome/{welcome}", "/{slug}/queue/duty",
            "/{slug}/mentors/offer", "/{slug}/session/{shut}", "/{slug}/room/{workshop}", "/{slug}/room/{few}",
            "/{slug}/lounges/{quiet}", "/{slug}/chats/{over}", "/{slug}/rooms"],
    "mo": ["/polls/{draft}/edit", "/{slug}/join?change=1", "/{slug}/room/{shut}/desk", "/{slug}/lounges/{quiet}/desk",
           "/{slug}/room/{shut}/desk/recording"],
    "olga": ["/{slug}/room/{shut}/desk?find=mo", "/{slug}/organize/lounges/{chosen}?find=mo",
             "/{slug}/lounges/{lounge}", "/{slug}/organize/lounges", "/{slug}/organize/lounges/{chosen}",
             "/{slug}/desk", "/{slug}/desk/member/{heron}", "/{slug}/room/{session}/desk",
             "/conferences/new", "/{slug}/mentors/approval", "/{slug}/organize/moderation", "/{slug}/organize/people",
             "/{slug}/organize/settings", "/{slug}/organize/programme/hours",
             "/{slug}/organize/programme/session/new", "/{slug}/room/{session}/desk/stream"],
}  # fmt: skip
# What must be there to be looked at
STATES = {
    "/{slug}/join?change=1": ["A role beside my name"],
    "/{slug}/desk": ["Please read this", "Names like those of the team", "asks: A threat"],
    "/{slug}/desk/member/{heron}": ["asks to look: A threat", "Decided by Second Person"],
    "/{slug}/room/{session}/desk": ["Somebody at another desk has changed this"],
    "/{slug}/room/{shut}/desk": ["A recording is on the meeting server", "Nora Newcomer"],
}
# What is no page: files, answers for programs, doors that lead on
NO_PAGE = {
    "attachment", "calendar-feed", "chat_ics", "chat_notes", "command", "command_list", "demo-enter",
    "demo-link", "favicon", "guest", "ingest_on_publish", "ingest_on_publish_done", "lounge_mine", "media", "mentor_link_join",
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


async def clash(page: Page, path: str) -> list[str]:
    """The planning page of a session when somebody else was faster: both versions are shown."""
    await page.goto(path)
    await page.locator('section[aria-labelledby="what"] input[name="version"]').evaluate(
        "field => { field.value = 0; }"
    )
    await page.locator('section[aria-labelledby="what"] button.go').click()
    await expect(page.get_by_role("heading", name="Somebody changed this meanwhile")).to_be_visible()
    return await violations(page)


async def violations(page: Page, looks: Sequence[tuple[int, str]] = LOOKS[0]) -> list[str]:
    """What axe finds at these widths and themes: a line for each kind of fault with its first places."""
    found: list[str] = []
    await page.evaluate(Axe().axe_script)
    for width, theme in looks:
        await page.set_viewport_size({"width": width, "height": 860})
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        for one in await page.evaluate(RUN):
            places = " | ".join(f"{node['html'][:160]} {node['failureSummary'][:200]}" for node in one["nodes"][:3])
            found.append(f"{page.url} {width} {theme}: {one['id']}: {places}")
    return found


async def look_as(enter: Doorkeeper, key: str, names: dict[str, str]) -> list[str]:
    who = await sync_to_async(User.objects.get)(email=f"{key}@demo.example") if key else None
    page = await enter(who)
    found: list[str] = []
    chief = [(path, LOOKS[number % 2]) for number, path in enumerate(PAGES[key])]
    for path, looks in chief + [(path, AT_NIGHT) for path in RARE[key]]:
        answer = await page.goto(path.format(**names))
        if answer is None or answer.status != 200:
            found.append(f"{path} does not open")
        elif key in {"mo", "olga"} and looks == AT_NIGHT:
            shown = await answer.text()
            found += [f"{path} has no {state}" for state in STATES.get(path, ()) if state not in shown]
        found += await violations(page, looks)
    if key == "olga":
        enter.allowed.append("409")  # the clash is one on purpose
        found += await clash(page, "/{slug}/organize/programme/session/{session}".format(**names))
    return found


@pytest.mark.parametrize("people", [("", "ada"), ("mo", "olga")], ids="-".join)
async def test_no_page_has_a_violation(
    transactional_db: None, enter: Doorkeeper, settings: Any, people: tuple[str, ...]
) -> None:
    settings.INGEST_RTMP = "rtmp://ingest.example/in"  # the page of the stream key is there with an ingest only
    settings.BBB_URL, settings.BBB_SECRET = "https://meet.example/bigbluebutton", "a-shared-secret"  # a found recording
    names = await sync_to_async(full_congress.names)()
    found = await asyncio.gather(*(look_as(enter, key, names) for key in people))
    assert [line for lines in found for line in lines] == []

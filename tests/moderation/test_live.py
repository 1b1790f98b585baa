"""What frames make of an open desk and of one's own pages is what a reload shows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from messaging.models import Thread
from moderation.reports.models import Report
from realtime import log
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db
SHOWN = re.compile(r"(report|told)-\d+")


def page(who: object, path: str) -> dict[str, str]:
    return nodes(browser_of(who).get(path).content.decode(), SHOWN)  # type: ignore[arg-type]


def report(world: World) -> None:
    thread = Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk
    said = do(world.bob, "message.post", thread=thread, text="Buy <b>my</b> pills")["message"]
    do(world.alice, "report.send", kind="message", key=str(said), category="spam", note="Look & see")


def test_a_report_comes_and_goes(world: World) -> None:
    stream = f"moderators:{world.congress.pk}"
    empty = page(world.mo, "/tidelines/desk")
    report(world)
    shown = page(world.mo, "/tidelines/desk")
    assert len(shown) == 1
    assert apply(empty, stream, 0) == shown
    do(world.mo, "report.decide", report=Report.objects.get().pk, outcome="left")
    assert apply(shown, stream, log.position(stream).head - 1) == page(world.mo, "/tidelines/desk") == {}


def test_what_was_decided_about_me_comes_and_goes(world: World) -> None:
    stream = f"user:{world.bob.pk}"
    empty = page(world.bob, "/tidelines/programme")
    her: dict[str, Any] = {"ref": world.member(world.bob).ref, "conference": world.congress.pk}
    sanction = do(world.mo, "sanction.impose", **her, kind="mute", reason="Rest <a little>")["sanction"]
    shown = page(world.bob, "/tidelines/programme")
    assert len(shown) == 1
    assert apply(empty, stream, 0) == shown
    at = log.position(stream).head
    do(world.mo, "sanction.lift", sanction=sanction)
    assert apply(shown, stream, at) == page(world.bob, "/tidelines/programme") == {}

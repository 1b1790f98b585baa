"""Meeting by chance, tables of four, and numbers in which nobody can be found."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import privacy
from core.errors import Conflict, Forbidden, NotFound, Refusal
from core.unit import unit_of_work
from messaging.models import Message, Thread
from networking.contacts.models import Contact
from networking.hallway import duties
from networking.hallway.models import Circle, Meeting, Stroll
from networking.metrics import queries as metrics
from realtime.models import LoggedEvent
from tests import factories
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do
from tests.networking.stage import Clock

pytestmark = pytest.mark.django_db
HERE = {"conference": "tidelines"}


def meet(world: World) -> Meeting:
    assert do(world.ada, "hallway.join", **HERE)["meeting"] is None
    return Meeting.objects.get(pk=do(world.bob, "hallway.join", **HERE)["meeting"])


def open_table(world: World) -> Circle:
    return Circle.objects.get(pk=do(world.bob, "circle.open", **HERE, kind="ask", topic="First grants")["circle"])


def test_two_who_come_along_have_three_minutes(world: World, hands: Clock) -> None:
    meeting = meet(world)
    assert not Stroll.objects.exists()
    told = LoggedEvent.objects.filter(type="hallway.changed", stream__name=f"user:{world.ada.pk}").latest("seq")
    assert told.data == {"state": "met", "url": f"/tidelines/hallway/{meeting.pk}"}
    thread = Thread.objects.get(kind="hallway", key=str(meeting.pk))
    do(world.ada, "message.post", thread=thread.pk, text="Hello Bob")
    do(world.ada, "call.join", room=meeting.stream)
    for who in (world.mo, world.olga, world.charlie):
        assert browser_of(who).get(f"/tidelines/hallway/{meeting.pk}").status_code == 404
        for command, data in (("call.join", {"room": meeting.stream}), ("hallway.stay", {"meeting": meeting.pk})):
            with pytest.raises(NotFound):
                do(who, command, **data)
    hands.move(minutes=3)
    with pytest.raises(Forbidden):
        do(world.ada, "message.post", thread=thread.pk, text="One more thing")
    with pytest.raises(Conflict):
        do(world.ada, "call.join", room=meeting.stream)


def test_staying_in_touch_takes_both(world: World) -> None:
    meeting = meet(world)
    assert do(world.ada, "hallway.stay", meeting=meeting.pk) == {"both": False}
    assert "You stay in touch" not in browser_of(world.bob).get(f"/tidelines/hallway/{meeting.pk}").content.decode()
    assert not Contact.objects.exists()
    assert do(world.bob, "hallway.stay", meeting=meeting.pk) == {"both": True}
    assert Contact.objects.count() == 1


def test_nobody_meets_whom_she_blocked_or_met_before(world: World, hands: Clock) -> None:
    meet(world)
    hands.move(minutes=4)
    for who in (world.ada, world.bob):
        assert do(who, "hallway.join", **HERE)["meeting"] is None
    do(world.bob, "hallway.leave", **HERE)
    do(world.ada, "block.set", membership=world.member(world.alice).pk, on=True)
    assert do(world.alice, "hallway.join", **HERE)["meeting"] is None
    hands.move(minutes=21)
    duties.send_home()
    assert not Stroll.objects.exists()


def test_a_table_has_four_seats(world: World) -> None:
    one = open_table(world)
    crowd = [world.ada, world.alice, world.mira]
    for who in crowd:
        do(who, "circle.join", circle=one.pk)
        do(who, "circle.join", circle=one.pk)
    with pytest.raises(Conflict) as full:
        do(world.mo, "circle.join", circle=one.pk)
    assert full.value.code == "circle.full"
    thread = Thread.objects.get(kind="circle", key=str(one.pk))
    do(world.ada, "message.post", thread=thread.pk, text="Begin small")
    do(world.ada, "call.join", room=one.stream)
    for command, data in (("call.join", {"room": one.stream}), ("message.post", {"thread": thread.pk, "text": "Hm"})):
        with pytest.raises(Refusal) as refused:
            do(world.mo, command, **data)
        assert refused.value.code == "not_found"
    do(world.ada, "circle.leave", circle=one.pk)
    with pytest.raises(NotFound):
        do(world.ada, "call.join", room=one.stream)
    do(world.mo, "circle.join", circle=one.pk)
    do(world.bob, "circle.close", circle=one.pk)
    assert "This table is closed." in browser_of(world.mira).get(f"/tidelines/hallway/tables/{one.pk}").content.decode()


def test_a_table_with_somebody_one_is_kept_apart_from_reads_like_a_full_one(world: World) -> None:
    one = open_table(world)
    said = []
    for blocker, blocked in ((world.alice, world.ada), (world.bob, world.ada)):
        do(world.alice, "circle.join", circle=one.pk)
        do(blocker, "block.set", membership=world.member(blocked).pk, on=True)
        said.append(_seen_and_told(world, one))
        do(blocker, "block.set", membership=world.member(blocked).pk, on=False)
    for who in (world.mo, world.olga):
        do(who, "circle.join", circle=one.pk)
    said.append(_seen_and_told(world, one))
    assert len(set(said)) == 1
    assert "4 of 4 seats taken" in said[0][0]


def _seen_and_told(world: World, one: Circle) -> tuple[str, str, int]:
    """What Ada sees of a table, what she is told when she sits down all the same, and what the refusal cost."""
    page = browser_of(world.ada).get("/tidelines/hallway").content.decode()
    row = page[page.index("First grants") : page.index("</form>", page.index("First grants"))]
    with CaptureQueriesContext(connection) as asked, pytest.raises(Conflict) as refused:
        do(world.ada, "circle.join", circle=one.pk)
    row = re.sub(r'name="(csrfmiddlewaretoken|client_id)" value="[^"]*"', "", row)
    return row, str(refused.value.as_dict()), len(asked)


def test_live_equals_reload(world: World) -> None:
    one = open_table(world)
    do(world.alice, "circle.join", circle=one.pk)
    ids, path = re.compile(r"circle-\d+-people"), f"/tidelines/hallway/tables/{one.pk}"
    acts: tuple[Callable[[], Any], ...] = (
        lambda: do(world.ada, "circle.join", circle=one.pk),
        lambda: do(world.alice, "circle.leave", circle=one.pk),
    )
    for act in acts:
        page = nodes(browser_of(world.bob).get(path).content.decode(), ids)
        head = LoggedEvent.objects.filter(stream__name=one.stream).count()
        act()
        assert apply(page, one.stream, head) == nodes(browser_of(world.bob).get(path).content.decode(), ids)


def test_words_and_names_leave(world: World, hands: Clock) -> None:
    meeting, one = meet(world), open_table(world)
    for kind, row in (("hallway", meeting), ("circle", one)):
        thread = Thread.objects.get(kind=kind, key=str(row.pk))
        do(world.bob, "message.post", thread=thread.pk, text="canaryword")
    do(world.ada, "circle.join", circle=one.pk)
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    told = str(list(LoggedEvent.objects.values_list("data", flat=True)))
    assert "canaryword" not in told
    assert "Bob" not in told
    assert not Meeting.objects.exists()
    hands.move(days=31)
    assert duties.forget() == 1
    assert not Message.objects.filter(thread__kind="circle").exists()


def test_small_groups_are_not_shown(world: World) -> None:
    assert [metrics.shown(n) for n in (0, 1, 4, 5, 12)] == [None, None, None, 5, 12]
    page = browser_of(world.olga).get("/tidelines/organize/networking").content.decode()
    assert page.count("too few") >= 10
    assert browser_of(world.bob).get("/tidelines/organize/networking").status_code == 403
    factories.member(world.nils, world.neighbour)
    assert browser_of(world.nils).get("/tidelines/organize/networking").status_code == 404
    assert timedelta(days=30) == duties.KEPT

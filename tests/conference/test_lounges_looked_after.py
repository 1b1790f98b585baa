"""Lounges are looked after as rooms are: words wait, reports reach the desk, and one can be shown out of one alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from conference.lounges.models import Lounge
from core.errors import Forbidden, Invalid, NotFound, Throttled
from messaging.models import Message
from moderation.duty import actions as duty
from moderation.duty.models import Watch
from moderation.models import Sanction
from realtime import log, registry
from tests.conference.reloading import apply, nodes
from tests.conference.test_lounges import made, may, thread
from tests.factories import World, browser_of, do

pytestmark = pytest.mark.django_db


def says(who: User, lounge: Lounge, text: str) -> int:
    said: int = do(who, "message.post", thread=thread(lounge), text=text)["message"]
    return said


def page(who: User, address: str) -> str:
    return browser_of(who).get(f"/tidelines{address}").content.decode()


def write(world: World, lounge: Lounge, **fields: Any) -> None:
    do(world.mo, "lounge.chat", lounge=lounge.pk, chat_for="all", **fields)


def show_out(world: World, lounge: Lounge, who: User) -> int:
    made: int = do(
        world.mo, "sanction.impose", ref=world.member(who).ref, conference=world.congress.pk, kind="remove",
        scope=lounge.scope, minutes=60, reason="ENOUGHWORD",
    )["sanction"]  # fmt: skip
    return made


def test_a_word_of_the_list_waits_for_a_moderator_on_both_desks(world: World) -> None:
    lounge = made(world)
    do(world.olga, "words.set", conference="tidelines", words="miracle cure")
    said = says(world.bob, lounge, "A miracle cure HELDWORD")
    assert "HELDWORD" in page(world.bob, f"/lounges/{lounge.pk}")  # her own, with the word that it waits
    assert "HELDWORD" in page(world.bob, f"/lounges/{lounge.pk}/mine")
    assert "HELDWORD" not in page(world.ada, f"/lounges/{lounge.pk}")
    for desk in ("/desk", f"/lounges/{lounge.pk}/desk"):
        assert "HELDWORD" in page(world.mo, desk)
    assert says(world.mo, lounge, "No miracle cure is known") in shown(lounge)  # who moderates writes freely
    do(world.mo, "message.settle", message=said, on=True)
    assert "HELDWORD" in page(world.ada, f"/lounges/{lounge.pk}")
    assert "HELDWORD" not in page(world.mo, "/desk")


def shown(lounge: Lounge) -> set[int]:
    found = Message.objects.filter(thread__kind="lounge", thread__key=lounge.pk, state=Message.State.VISIBLE)
    return set(found.values_list("pk", flat=True))


def test_what_waits_is_told_to_no_one_but_the_desk(world: World) -> None:
    lounge = made(world)
    write(world, lounge, chat_waits=True)
    says(world.bob, lounge, "HELDWORD")
    assert [event.type for event in log.read(lounge.desk, 0)] == ["message.held"]
    assert "message.held" not in {event.type for event in log.read(lounge.stream, 0)}
    assert {name for name in ("bob", "ada", "charlie", "mo", "olga")
            if registry.may_read(getattr(world, name).pk, lounge.desk)} == {"mo", "olga"}  # fmt: skip


def test_it_is_set_how_people_write_there(world: World) -> None:
    lounge = made(world)
    write(world, lounge, chat_seconds=60)
    says(world.bob, lounge, "One")
    with pytest.raises(Throttled):
        says(world.bob, lounge, "Two")
    do(world.mo, "lounge.chat", lounge=lounge.pk, chat_for="moderators")
    with pytest.raises(Forbidden) as refused:
        says(world.ada, lounge, "Three")
    assert refused.value.code == "chat.moderators_only"
    write(world, lounge, chat_delay=3)
    assert says(world.bob, lounge, "Four") not in shown(lounge)
    with pytest.raises(Invalid):
        write(world, lounge, chat_delay=1)
    with pytest.raises(Forbidden):
        do(world.bob, "lounge.chat", lounge=lounge.pk, chat_for="all")
    with pytest.raises(NotFound):
        do(world.charlie, "lounge.chat", lounge=lounge.pk, chat_for="all")


def test_a_report_from_a_lounge_reaches_the_desk_and_leads_there(world: World) -> None:
    lounge = made(world)
    said = says(world.bob, lounge, "RUDEWORD")
    do(world.ada, "report.send", kind="message", key=str(said), category="abuse")
    desk = page(world.mo, "/desk")
    assert "RUDEWORD" in desk
    assert re.search(rf'<a href="/tidelines/lounges/{lounge.pk}/desk#message-{said}">LOUNGENAME</a>', desk)
    assert f'id="message-{said}"' in page(world.mo, f"/lounges/{lounge.pk}/desk")


def test_the_desk_names_lounges_as_rooms(world: World) -> None:
    lounge = made(world, "invited")
    assert f'href="/tidelines/lounges/{lounge.pk}/desk">LOUNGENAME' in page(world.mo, "/desk")
    assert browser_of(world.bob).get(f"/tidelines/lounges/{lounge.pk}/desk").status_code == 404
    do(world.olga, "lounge.invite", lounge=lounge.pk, ref=world.member(world.bob).ref)
    assert browser_of(world.bob).get(f"/tidelines/lounges/{lounge.pk}/desk").status_code == 403
    do(world.olga, "lounge.archive", lounge=lounge.pk, on=True)
    assert "LOUNGENAME" not in page(world.mo, "/desk")


def test_one_is_shown_out_of_one_lounge_alone_and_comes_back_when_it_is_undone(world: World) -> None:
    lounge, other = made(world), made(world)
    says(world.bob, lounge, "Hello")
    way = f'href="/tidelines/desk/member/{world.member(world.bob).ref}?scope={lounge.scope}"'
    assert way in page(world.mo, f"/lounges/{lounge.pk}/desk")
    assert "Take them out of this room" in page(world.mo, way[len('href="/tidelines') : -1])
    before = log.position(f"user:{world.bob.pk}").head
    sanction = show_out(world, lounge, world.bob)
    # The event that makes hubs ask again; tests/realtime proves that it shuts open lines
    assert {event.type for event in log.read(f"user:{world.bob.pk}", before)} >= {"sanction.told", "rights.changed"}
    assert not registry.may_read(world.bob.pk, lounge.stream)
    answer = browser_of(world.bob).get(f"/tidelines/lounges/{lounge.pk}")
    assert answer.status_code == 403
    assert "About me" in answer.content.decode()
    with pytest.raises(NotFound):
        says(world.bob, lounge, "Hello")
    assert may(world.bob, other)
    assert says(world.bob, other, "Hello") in shown(other)
    assert "ENOUGHWORD" in page(world.mo, f"/lounges/{lounge.pk}/desk")
    assert "LOUNGENAME" in page(world.bob, "/about-me")
    do(world.bob, "sanction.appeal", sanction=sanction, text="I only said hello")
    do(world.mo, "sanction.lift", sanction=sanction)
    assert may(world.bob, lounge)


def test_who_is_shown_out_of_a_lounge_is_on_the_record(world: World) -> None:
    lounge = made(world)
    show_out(world, lounge, world.bob)
    assert Sanction.objects.get().place == "LOUNGENAME"
    assert "sanction.impose" in page(world.olga, "/organize/record")
    with pytest.raises(NotFound):
        do(world.mo, "sanction.impose", ref=world.member(world.bob).ref, conference=world.congress.pk, kind="remove",
           scope="lounge:999999", reason="x")  # fmt: skip


def test_a_pause_of_writing_can_hold_in_one_lounge(world: World) -> None:
    lounge, other = made(world), made(world)
    do(world.mo, "sanction.impose", ref=world.member(world.bob).ref, conference=world.congress.pk, kind="mute",
       scope=lounge.scope, reason="A while")  # fmt: skip
    with pytest.raises(Forbidden) as refused:
        says(world.bob, lounge, "Hello")
    assert refused.value.code == "sanction.muted_until"
    assert may(world.bob, lounge)
    says(world.bob, other, "Hello")


def test_what_waits_three_minutes_calls_the_organizers_while_the_congress_is_on(world: World) -> None:
    lounge = made(world)
    write(world, lounge, chat_waits=True)
    says(world.bob, lounge, "Anybody?")
    posted = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    Message.objects.update(posted_at=posted)
    assert duty.ring(posted + timedelta(minutes=2)) == 0
    assert duty.ring(posted + timedelta(days=30)) == 0
    assert duty.ring(posted + timedelta(minutes=4)) == 1
    assert Watch.objects.get().url == f"/tidelines/lounges/{lounge.pk}/desk"


def test_live_equals_reload_on_both_desks(world: World) -> None:
    lounge, other = made(world), made(world)
    for one in (lounge, other):
        write(world, one, chat_waits=True)
    ids = re.compile(r"held-\d+")
    for address in ("/desk", f"/lounges/{lounge.pk}/desk"):
        said = None
        for step in ("post", "claim", "settle"):
            before, at = nodes(page(world.mo, address), ids), log.position(lounge.desk).head
            if step == "post":
                said = says(world.bob, lounge, f"Good morning {address}")
            elif step == "claim":
                do(world.olga, "item.claim", kind="message", key=str(said), on=True)
            else:
                do(world.olga, "message.settle", message=said, on=True)
            assert apply(before, lounge.desk, at) == nodes(page(world.mo, address), ids), (address, step)


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_as_many_queries_for_three_lounges_as_for_one(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    for _one in range(count):
        says(world.bob, made(world), "Hello")
    mo = browser_of(world.mo)
    mo.get("/tidelines/desk")
    with django_assert_max_num_queries(50):
        mo.get("/tidelines/desk")
    first = Lounge.objects.earliest("pk").pk
    with django_assert_max_num_queries(20):
        mo.get(f"/tidelines/lounges/{first}/desk")


def test_who_is_invited_shows_on_open_pages_at_once_and_goes_with_her(world: World) -> None:
    lounge, ids = made(world, "invited"), re.compile(r"lounge-invited-\d+")
    address, ref = f"/organize/lounges/{lounge.pk}", world.member(world.bob).ref
    for step in ("invite", "leave"):
        before, at = nodes(page(world.olga, address), ids), log.position(lounge.desk).head
        if step == "invite":
            do(world.olga, "lounge.invite", lounge=lounge.pk, ref=ref)
        else:
            do(world.bob, "conference.leave", conference="tidelines")
        assert apply(before, lounge.desk, at) == nodes(page(world.olga, address), ids) != before, step

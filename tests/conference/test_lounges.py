"""Lounges: rooms without a session. Who is not meant finds nothing of one, and archived it is nowhere."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from accounts.models import User
from accounts.notices.models import Notice
from conference.lounges.models import Lounge
from core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from messaging.models import Thread
from realtime import frames, log, registry
from realtime.models import Stream
from tests.conference import stage
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do, guest_of

pytestmark = pytest.mark.django_db
CAST = ("alice", "bob", "mo", "olga", "ada", "mira", "charlie", "nils")


def made(world: World, visibility: str = "attendees", *roles: str) -> Lounge:
    words: dict[str, Any] = {"name": "LOUNGENAME", "about": "ABOUTWORD", "visibility": visibility, "roles": list(roles)}
    return Lounge.objects.get(pk=do(world.olga, "lounge.make", conference="tidelines", **words)["lounge"])


def thread(lounge: Lounge) -> int:
    return Thread.objects.get(kind="lounge", key=str(lounge.pk)).pk


def may(who: User, lounge: Lounge) -> bool:
    """Whether somebody comes in by the page and by the stream; both say the same."""
    by_page = browser_of(who).get(f"/tidelines/lounges/{lounge.pk}").status_code == 200
    assert by_page == registry.may_read(who.pk, lounge.stream)
    return by_page


def inside(world: World, lounge: Lounge) -> set[str]:
    return {name for name in CAST if may(getattr(world, name), lounge)}


def change(world: World, lounge: Lounge, **more: Any) -> None:
    fields: dict[str, Any] = {"name": lounge.name, "about": lounge.about, "visibility": lounge.visibility, "open": True}
    do(world.olga, "lounge.change", lounge=lounge.pk, **{**fields, **more})
    lounge.refresh_from_db()


@pytest.mark.once
def test_organizers_make_one_members_find_it_and_talk(world: World) -> None:
    lounge = made(world)
    for page in ("/tidelines/rooms", "/tidelines/"):
        shown = browser_of(world.bob).get(page).content.decode()
        assert f'href="/tidelines/lounges/{lounge.pk}"' in shown
        assert "ABOUTWORD" in shown
    browser_of(world.bob).post("/c/message.post", {"thread": thread(lounge), "text": "Who else is awake?"})
    assert "Who else is awake?" in browser_of(world.ada).get(f"/tidelines/lounges/{lounge.pk}").content.decode()
    for who in (world.bob, world.mo):
        with pytest.raises(Forbidden):
            do(who, "lounge.make", conference="tidelines", name="Mine")


@pytest.mark.parametrize(
    ("visibility", "roles", "expected"),
    [
        ("attendees", [], {"alice", "bob", "mo", "olga", "ada", "mira"}),
        ("roles", ["mentor", "speaker"], {"alice", "mo", "olga", "mira"}),
        ("invited", [], {"mo", "olga"}),
    ],
)
def test_a_lounge_is_for_whom_it_names(world: World, visibility: str, roles: list[str], expected: set[str]) -> None:
    assert inside(world, made(world, visibility, *roles)) == expected


def everything(world: World, who: User | None, lounge: Lounge) -> str:
    """Pages, streams with their fragments, notices: all in which something of a lounge could stand."""
    talk = thread(lounge)
    pages = ("/", "/rooms", "/mentions", "/messages", "/programme", "/search?q=plankton", f"/lounges/{lounge.pk}",
             f"/transcript/{talk}", f"/transcript/{talk}?q=plankton", "/organize/lounges",
             f"/organize/lounges/{lounge.pk}", "/notices")  # fmt: skip
    browser = browser_of(who)
    found = [browser.get(f"/tidelines{page}").content.decode() for page in pages]
    found.append(browser.get("/profile/export").content.decode())
    for name in Stream.objects.values_list("name", flat=True) if who else ():
        if who and registry.may_read(who.pk, name):
            found += [json.dumps(frames.of_event(event)) for event in log.read(name, 0)]
    found += [json.dumps(list(Notice.objects.filter(person=who).values_list("title", "text", "url")))] if who else []
    return "\n".join(found)


@pytest.mark.parametrize(
    ("who", "sees"), [("", False), ("bob", False), ("charlie", False), ("guest", False), ("mira", True)]
)
def test_who_is_not_meant_finds_neither_its_name_nor_a_word_of_it(world: World, who: str, sees: bool) -> None:
    lounge = made(world)
    do(world.ada, "message.post", thread=thread(lounge), text="plankton SAIDWORD, @Bob Fennimarsh")
    Notice.objects.all().delete()  # he was named while he was there
    change(world, lounge, visibility="roles", roles=["mentor"])
    do(world.mira, "message.post", thread=thread(lounge), text="among us, @Bob Fennimarsh LATERWORD")
    guest = guest_of(stage.room(world.congress)).person if who == "guest" else None
    seen = everything(world, guest or getattr(world, who, None), lounge)
    words = {"LOUNGENAME", "ABOUTWORD", "SAIDWORD", "LATERWORD"}
    assert {word for word in words if word in seen} == (words if sees else set())


def test_to_who_is_not_meant_its_number_is_a_number_without_a_lounge(world: World) -> None:
    lounge = made(world, "invited")
    said = do(world.olga, "message.post", thread=thread(lounge), text="Hello")["message"]
    commands: list[tuple[str, dict[str, Any]]] = [
        ("message.post", {"thread": thread(lounge), "text": "x"}),
        ("message.react", {"message": said, "kind": "heart", "on": True}),
        ("lounge.change", {"lounge": lounge.pk, "name": "x"}),
        ("lounge.archive", {"lounge": lounge.pk, "on": True}),
        ("lounge.invite", {"lounge": lounge.pk, "ref": world.member(world.bob).ref}),
    ]
    for name, data in commands:
        told = []
        for there in (True, False):
            wrong: dict[str, Any] = (
                data
                if there
                else {key: 999_999 if isinstance(value, int) and key != "on" else value for key, value in data.items()}
            )
            for who in (world.bob, world.charlie):
                with pytest.raises(Refusal) as refused:
                    do(who, name, **wrong)
                told.append(refused.value.as_dict())
        assert told[0] == told[2], name
        assert told[1] == told[3], name


def test_the_invited_come_in_until_the_invitation_is_taken_back(world: World) -> None:
    lounge, ref = made(world, "invited"), world.member(world.bob).ref
    do(world.olga, "lounge.invite", lounge=lounge.pk, ref=ref)
    told = Notice.objects.get(person=world.bob, kind="room.invited")
    assert browser_of(world.bob).get(told.url).status_code == 200
    assert inside(world, lounge) == {"bob", "mo", "olga"}
    do(world.olga, "lounge.uninvite", lounge=lounge.pk, ref=ref)
    assert not may(world.bob, lounge)


def test_in_a_closed_lounge_one_reads_and_moderators_write(world: World) -> None:
    lounge = made(world)
    change(world, lounge, open=False)
    assert may(world.bob, lounge)
    with pytest.raises(Forbidden) as refused:
        do(world.bob, "message.post", thread=thread(lounge), text="Still there?")
    assert refused.value.code == "lounge.closed"
    do(world.mo, "message.post", thread=thread(lounge), text="Until tomorrow")
    assert "LOUNGENAME" not in browser_of(world.bob).get("/tidelines/").content.decode()
    assert "Closed" in browser_of(world.bob).get("/tidelines/rooms").content.decode()


def test_archived_it_is_nowhere_and_comes_back_as_it_was(world: World) -> None:
    lounge = made(world)
    do(world.bob, "message.post", thread=thread(lounge), text="Remember me")
    do(world.olga, "lounge.archive", lounge=lounge.pk, on=True)
    assert inside(world, lounge) == set()
    assert "LOUNGENAME" not in browser_of(world.bob).get("/tidelines/rooms").content.decode()
    with pytest.raises(NotFound):
        do(world.bob, "message.post", thread=thread(lounge), text="Hello")
    assert "LOUNGENAME" in browser_of(world.olga).get("/tidelines/organize/lounges").content.decode()
    do(world.olga, "lounge.archive", lounge=lounge.pk, on=False)
    assert "Remember me" in browser_of(world.ada).get(f"/tidelines/lounges/{lounge.pk}").content.decode()


@pytest.mark.once
def test_who_is_muted_reads_and_who_is_banned_is_out(world: World) -> None:
    lounge = made(world)
    for who, kind in ((world.bob, "mute"), (world.ada, "ban")):
        ref = world.member(who).ref
        do(world.mo, "sanction.impose", ref=ref, conference=world.congress.pk, kind=kind, reason="Enough", minutes=60)
    with pytest.raises(Forbidden):
        do(world.bob, "message.post", thread=thread(lounge), text="Hello")
    assert may(world.bob, lounge)
    assert not registry.may_read(world.ada.pk, lounge.stream)


@pytest.mark.once
def test_moderators_hide_what_is_said_there(world: World) -> None:
    lounge = made(world)
    said = do(world.bob, "message.post", thread=thread(lounge), text="RUDEWORD")["message"]
    do(world.mo, "message.hide", message=said, on=True)
    assert "RUDEWORD" not in browser_of(world.ada).get(f"/tidelines/lounges/{lounge.pk}").content.decode()


@pytest.mark.once
def test_there_are_forty_at_most_and_for_roles_there_are(world: World) -> None:
    with pytest.raises(Invalid):
        made(world, "roles")
    with pytest.raises(Invalid):
        made(world, "roles", "guest")
    Lounge.objects.bulk_create(Lounge(conference=world.congress, name=f"{n}") for n in range(40))
    with pytest.raises(Conflict):
        made(world)


def test_live_equals_reload(world: World) -> None:
    lounge = made(world)
    ids = re.compile(r"lounge-(name|state)-\d+")
    bob = browser_of(world.bob)
    address = f"/tidelines/lounges/{lounge.pk}"
    for change_to in ({"open": False}, {"name": "The harbour", "about": ""}, {"open": True}):
        before, at = nodes(bob.get(address).content.decode(), ids), log.position(lounge.stream).head
        change(world, lounge, **change_to)
        do(world.mo, "lounge.chat", lounge=lounge.pk, chat_for="all", chat_waits=not lounge.chat_waits)
        assert apply(before, lounge.stream, at) == nodes(bob.get(address).content.decode(), ids)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_as_many_queries_for_three_as_for_one(
    world: World, count: int, django_assert_max_num_queries: Any
) -> None:
    for _one in range(count):
        made(world, "roles", "mentor")
    mira = browser_of(world.mira)
    mira.get("/tidelines/rooms")
    with django_assert_max_num_queries(13):
        mira.get("/tidelines/rooms")

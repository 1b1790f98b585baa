"""Whom a room is for. Who is not meant finds nothing of it: no title of a chat, no word, no count, on no way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import get_resolver

from accounts.models import Membership, User
from accounts.notices.models import Notice
from conference.rooms.absences import actions as absences
from conference.rooms.models import Room
from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from core.models import OutgoingMail
from core.payload import Uploaded
from messaging.files.models import Attachment
from realtime import frames, log, registry
from realtime.models import Stream
from tests import factories
from tests.conference import stage
from tests.core.test_endpoints import ARGUMENT, addresses
from tests.factories import World, browser_of, do, guest_of, run_jobs, speaker_in
from tests.messaging.examples import PDF

pytestmark = pytest.mark.django_db

WORDS = (
    "CHATWORD",
    "FILEWORD",
    "ASKEDWORD",
    "ANSWERWORD",
    "POLLWORD",
    "NEWSWORD",
    "CAPTIONWORD",
    "LABELWORD",
    "TALLYWORD",
)


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


def meant_for(world: World, room: Room, visibility: str, *roles: str) -> None:
    do(world.olga, "room.visibility", room=room.pk, visibility=visibility, roles=list(roles))
    room.refresh_from_db()


def may(who: User | None, room: Room) -> bool:
    """Whether somebody comes in by the page and by the stream; both say the same."""
    if who is None:
        return bool(browser_of(None).get(f"/tidelines/room/{room.session.code}").status_code == 200)
    by_page = browser_of(who).get(f"/tidelines/room/{room.session.code}").status_code == 200
    assert by_page == registry.may_read(who.pk, room.stream)
    return by_page


def test_a_room_for_roles_lets_in_who_has_one_and_who_runs_it(world: World, room: Room) -> None:
    speaker_in(room, world.alice)
    meant_for(world, room, "roles", "mentor", "advocate")
    inside = {name for name in ("alice", "bob", "mo", "olga", "ada", "mira", "charlie", "nils") if may(getattr(world, name), room)}  # fmt: skip
    assert inside == {"alice", "mo", "olga", "mira"}


def test_who_is_something_by_her_profile_counts_as_that(world: World, room: Room) -> None:
    meant_for(world, room, "roles", "early_career")
    assert not may(world.bob, room)
    User.objects.filter(pk=world.bob.pk).update(career_stage=User.Stage.DOCTORAL)
    assert may(world.bob, room)


def test_a_chair_gets_into_her_own_room_and_into_no_other_that_is_for_some(world: World, room: Room) -> None:
    other = factories.room_of(world.congress, "Another")
    meant_for(world, room, "invited")
    meant_for(world, other, "invited")
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    assert may(world.ada, room)
    assert not may(world.ada, other)


def test_the_invited_are_told_and_come_in_until_the_invitation_is_taken_back(world: World, room: Room) -> None:
    meant_for(world, room, "invited")
    bob = world.member(world.bob)
    assert do(world.olga, "room.invite", room=room.pk, ref=bob.ref)["fresh"]
    assert not do(world.olga, "room.invite", room=room.pk, ref=bob.ref)["fresh"]
    told = Notice.objects.get(person=world.bob, kind="room.invited")
    assert room.session.title in told.text
    assert browser_of(world.bob).get(told.url).status_code == 200
    assert may(world.bob, room)
    assert not may(world.ada, room)
    do(world.bob, "message.post", thread=stage.thread(room).pk, text="Thank you")
    do(world.olga, "room.uninvite", room=room.pk, ref=bob.ref)
    assert not may(world.bob, room)
    assert do(world.olga, "room.invite", room=room.pk, ref=bob.ref)["fresh"]
    assert Notice.objects.filter(person=world.bob, kind="room.invited").count() == 2


def test_an_invitation_is_for_one_room_and_shows_nowhere_as_a_role(world: World, room: Room) -> None:
    other = factories.room_of(world.congress, "Another")
    meant_for(world, room, "invited")
    meant_for(world, other, "invited")
    do(world.olga, "room.invite", room=room.pk, ref=world.member(world.bob).ref)
    assert not may(world.bob, other)
    assert "invited" not in world.actor(world.bob).roles
    with pytest.raises(Refusal):
        do(world.bob, "badge.choose", conference="tidelines", badge="invited")
    with pytest.raises(Refusal):
        do(world.olga, "role.set", membership=world.member(world.ada).pk, role="invited", on=True)


def test_who_chairs_invites_and_organizers_alone_say_whom_a_room_is_for(world: World, room: Room) -> None:
    meant_for(world, room, "invited")
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    assert do(world.ada, "room.invite", room=room.pk, ref=world.member(world.bob).ref)["fresh"]
    for who in (world.ada, world.bob, world.mo):
        with pytest.raises(Forbidden):
            do(who, "room.visibility", room=room.pk, visibility="attendees")
    with pytest.raises(Refusal):
        do(world.bob, "room.invite", room=room.pk, ref=world.member(world.mira).ref)
    with pytest.raises(NotFound):
        do(world.charlie, "room.visibility", room=room.pk, visibility="attendees")
    with pytest.raises(NotFound):
        do(world.olga, "room.invite", room=room.pk, ref=world.member(world.nils, world.neighbour).ref)


@pytest.mark.once
@pytest.mark.parametrize("roles", [[], ["nobody"], ["attendee"], ["mentor", "guest"]])
def test_a_room_for_roles_is_for_roles_there_are(world: World, room: Room, roles: list[str]) -> None:
    with pytest.raises(Invalid):
        do(world.olga, "room.visibility", room=room.pk, visibility="roles", roles=roles)
    assert may(world.bob, room)


@pytest.mark.once
def test_whoever_is_found_by_name_or_address_can_be_invited_at_the_desk(world: World, room: Room) -> None:
    meant_for(world, room, "invited")
    desk = f"/tidelines/room/{room.session.code}/desk"
    olga = browser_of(world.olga)
    shown = olga.get(desk, {"find": "fennimarsh"}).content.decode()
    assert "Invite Bob Fennimarsh" in shown
    assert "Invite Ada" not in shown
    assert "Invite Ada" in olga.get(desk, {"find": world.ada.email}).content.decode()
    assert "Nobody new is found" in olga.get(desk, {"find": "nobody@nowhere.example"}).content.decode()
    ref = world.member(world.bob).ref
    olga.post(f"/c/room.invite?room={room.pk}&ref={ref}", {"next": desk})
    shown = olga.get(desk, {"find": "fennimarsh"}).content.decode()
    assert "Take the invitation of Bob Fennimarsh back" in shown
    assert "Invite Bob Fennimarsh" not in shown


# -- without an account


def test_a_public_room_is_followed_without_an_account_and_without_a_code(world: World, room: Room) -> None:
    meant_for(world, room, "public")
    client = browser_of(None)
    door = client.get(f"/tidelines/room/{room.session.code}", follow=True).content.decode()
    assert "follow it without an account" in door
    assert 'type="hidden" name="code"' in door
    client.post("/c/guest.enter", {"conference": "tidelines", "code": room.session.code}, follow=True)
    page = client.get(f"/tidelines/room/{room.session.code}")
    assert page.status_code == 200
    assert "anybody can read along" in page.content.decode()
    assert 'data-my-zone=""' in page.content.decode(), "her own time is that of her browser"
    client.post("/c/question.ask", {"room": room.pk, "text": "From outside?", "how": "named"})
    assert room.questions.count() == 1
    refused = client.post("/c/message.post", {"thread": stage.thread(room).pk, "text": "Hello"})
    assert refused.status_code in {403, 404}


def test_who_is_signed_in_and_has_not_joined_reads_a_public_room_and_is_shown_how_to_join(
    world: World, room: Room
) -> None:
    do(world.ada, "message.post", thread=stage.thread(room).pk, text="SAIDWORD")
    do(world.ada, "question.ask", room=room.pk, text="ASKEDWORD?", how="named")
    address, nils = f"/tidelines/room/{room.session.code}", browser_of(world.nils)
    assert nils.get(address).status_code == 403
    meant_for(world, room, "public")
    for path in ("", "?tab=polls", "/light", "/missed", "/here", "/along"):
        assert nils.get(f"{address}{path}").status_code == 200, path
    controls = ("message.post", "question.ask", "hand.raise", "reaction.send", "room.cannot_come", "poll.play")
    for path in ("", "/light"):
        page = nils.get(f"{address}{path}").content.decode()
        assert "SAIDWORD" in page
        assert "ASKEDWORD?" in page
        assert 'href="/tidelines/join"' in page
        assert [one for one in controls if f"/c/{one}" in page] == []


def test_a_visitor_of_a_public_room_follows_it_and_does_nothing_there(world: World, room: Room) -> None:
    meant_for(world, room, "public")
    asked = do(world.ada, "question.ask", room=room.pk, text="Why?", how="named")["question"]
    assert registry.may_read(world.nils.pk, room.stream)
    assert not registry.may_read(world.nils.pk, room.desk)
    for name, data in (
        ("message.post", {"thread": stage.thread(room).pk, "text": "x"}),
        ("question.ask", {"room": room.pk, "text": "x?", "how": "named"}),
        ("question.vote", {"question": asked, "on": True}),
        ("reaction.send", {"room": room.pk, "kind": "applause"}),
        ("hand.raise", {"room": room.pk, "on": True}),
    ):
        with pytest.raises(NotFound):
            do(world.nils, name, **data)
    assert browser_of(world.nils).get(f"/tidelines/room/{room.session.code}/desk").status_code == 403
    meant_for(world, room, "attendees")
    assert not registry.may_read(world.nils.pk, room.stream)


@pytest.mark.parametrize("scoped", [True, False])
def test_who_was_kept_out_and_has_left_does_not_come_back_as_a_visitor(world: World, room: Room, scoped: bool) -> None:
    meant_for(world, room, "public")
    kind, scope = ("remove", room.scope) if scoped else ("ban", "")
    ref = world.member(world.bob).ref
    do(world.mo, "sanction.impose", ref=ref, conference=world.congress.pk, kind=kind, scope=scope, reason="Enough")
    assert not registry.may_read(world.bob.pk, room.stream)
    Membership.objects.filter(person=world.bob, conference=world.congress).update(state="left")
    assert not registry.may_read(world.bob.pk, room.stream)
    assert browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").status_code in {403, 404}


@pytest.mark.parametrize("visibility", ["attendees", "roles", "invited"])
def test_guests_are_out_when_a_room_is_public_no_more(world: World, room: Room, visibility: str) -> None:
    meant_for(world, room, "public")
    guest = guest_of(room).person
    Room.objects.update(guests=False)
    assert registry.may_read(guest.pk, room.stream)
    meant_for(world, room, visibility, *(["mentor"] if visibility == "roles" else []))
    assert not registry.may_read(guest.pk, room.stream)
    with pytest.raises(Refusal):
        do(guest, "question.ask", room=room.pk, text="Still here?", how="named")


def test_nobody_comes_by_the_code_into_a_room_for_some(world: World, room: Room) -> None:
    do(world.olga, "room.guests", room=room.pk, on=True)
    guest = guest_of(room).person
    meant_for(world, room, "invited")
    assert not registry.may_read(guest.pk, room.stream)
    with pytest.raises(NotFound):
        do(None, "guest.enter", conference="tidelines", code=room.session.code)
    with pytest.raises(Conflict):
        do(world.olga, "room.guests", room=room.pk, on=True)
    meant_for(world, room, "attendees")
    assert not registry.may_read(guest.pk, room.stream), "the switch was turned off, and nobody turned it on again"


# -- what stands outside


def test_the_page_of_the_session_says_kindly_whom_the_room_is_for(world: World, room: Room) -> None:
    page = f"/tidelines/session/{room.session.code}"
    assert "Enter the room" in browser_of(world.bob).get(page).content.decode()
    meant_for(world, room, "roles", "mentor", "advocate")
    for who in (world.bob, world.charlie, None):
        shown = browser_of(who).get(page).content.decode()
        assert "This room is for: Mentor, Patient advocate." in shown
        assert "Enter the room" not in shown
        assert room.session.title in shown
    assert "Enter the room" in browser_of(world.mira).get(page).content.decode()
    meant_for(world, room, "invited")
    shown = browser_of(world.bob).get(page).content.decode()
    assert "This room is by invitation." in shown
    assert "Enter the room" not in shown


@pytest.mark.parametrize("address", ["/tidelines/rooms", "/tidelines/"])
def test_lists_of_rooms_show_a_sign_instead_of_a_way_in(world: World, room: Room, address: str) -> None:
    inside = f'href="/tidelines/room/{room.session.code}"'
    assert inside in browser_of(world.bob).get(address).content.decode()
    meant_for(world, room, "invited")
    shown = browser_of(world.bob).get(address).content.decode()
    assert inside not in shown
    assert "Go in" not in shown
    assert "This room is by invitation." in shown
    assert inside in browser_of(world.olga).get(address).content.decode()


# -- nothing leaks


@dataclass(frozen=True)
class Scene:
    world: World
    room: Room
    commands: list[tuple[str, dict[str, Any]]]
    pages: list[str]


@pytest.fixture
def scene(world: World, room: Room) -> Scene:
    """A room full of words, in which Ada said and asked before it was only for mentors."""
    here: dict[str, Any] = {"room": room.pk}
    thread = stage.thread(room).pk
    do(world.mo, "room.change", **here, opening="open")
    said = do(world.ada, "message.post", thread=thread, text="plankton CHATWORD, @Bob Fennimarsh")["message"]
    do(world.ada, "message.attach", thread=thread, file=Uploaded("FILEWORD.pdf", PDF), text="")
    asked = do(world.ada, "question.ask", **here, text="Is it asked of plankton, ASKEDWORD?", how="named")["question"]
    do(world.mo, "question.label", question=asked, labels="LABELWORD")
    poll: dict[str, Any] = {"kind": "single", "text": "POLLWORD?", "options": "One\nTALLYWORD", "reveal": "voted"}
    polled = do(world.mo, "poll.prepare", **here, **poll)["poll"]
    do(world.mo, "poll.move", poll=polled, state="open")
    for who in (world.ada, world.bob):
        do(who, "poll.vote", poll=polled, choices=[1])
    do(world.mo, "announcement.write_here", **here, text="NEWSWORD")
    do(world.mo, "caption.push", **here, text="CAPTIONWORD")
    do(world.bob, "room.cannot_come", **here, on=True)
    do(world.bob, "question.vote", question=asked, on=True)
    meant_for(world, room, "roles", "mentor")
    do(world.mo, "question.decide", question=asked, state="answered_written", answer="ANSWERWORD")
    commands: list[tuple[str, dict[str, Any]]] = [
        ("message.post", {"thread": thread, "text": "Hello"}),
        ("message.react", {"message": said, "kind": "heart", "on": True}),
        ("message.read", {"thread": thread, "upto": said}),
        ("report.send", {"kind": "message", "key": str(said), "category": "abuse", "note": "x"}),
        ("question.ask", {**here, "text": "May I?", "how": "named"}),
        ("question.ask", {**here, "text": "May I?", "how": "anonymous"}),
        ("question.vote", {"question": asked, "on": True}),
        ("poll.vote", {"poll": polled, "choices": [0]}),
        ("hand.raise", {**here, "on": True}),
        ("reaction.send", {**here, "kind": "thanks"}),
        ("room.cannot_come", {**here, "on": True}),
    ]
    words = {
        "slug": "tidelines", "code": room.session.code, "thread": thread, "pk": polled, "question": asked,
        "kind": "message", "key": str(said), "ref": world.member(world.ada).ref, "name": "none", "token": "none",
    }  # fmt: skip
    patterns = [pattern for _name, pattern in addresses(get_resolver())]
    pages = ["/" + ARGUMENT.sub(lambda found: str(words.get(found[1], "1")), pattern) for pattern in patterns]
    more = [f"/tidelines/transcript/{thread}?q=plankton", f"/report/message/{said}", f"/report/question/{asked}",
            f"/files/{Attachment.objects.get().pk}",
            f"/tidelines/room/{room.session.code}/similar?text=is+it+asked", "/tidelines/search?q=plankton"]  # fmt: skip
    return Scene(world, room, commands, [*more, *(one for one in sorted(set(pages)) if "^" not in one)])


def everything(scene: Scene, who: User | None) -> str:
    """All pages, all events of streams she may read with their fragments, notices and letters."""
    browser = browser_of(who)
    answers = [browser.get(page) for page in scene.pages]
    found = [f"{answer.headers} {answer.content.decode(errors='replace')}" for answer in answers]
    for name in Stream.objects.values_list("name", flat=True) if who else ():
        if who and registry.may_read(who.pk, name):
            found += [json.dumps(frames.of_event(event)) for event in log.read(name, 0)]
    if who is not None:
        late = Notice.objects.filter(person=who).exclude(kind="mention")  # she was named while she was there
        found += [json.dumps(list(late.values_list("title", "text", "url")))]
        found += [" ".join(one) for one in OutgoingMail.objects.filter(to=who.email).values_list("subject", "text")]
    return "\n".join(found)


@pytest.mark.parametrize("who", ["", "bob", "charlie", "guest", "mira"])
def test_who_is_not_meant_finds_no_word_of_the_room(scene: Scene, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=60))  # what could be undone is sent
    while run_jobs():
        pass
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    absences.tell_due(clock.now())
    monkeypatch.setattr(clock, "now", lambda: now)
    guest = guest_of(stage.room(scene.world.congress)).person if who == "guest" else None  # of another room
    seen = everything(scene, guest or getattr(scene.world, who, None))
    found = {word for word in WORDS if word in seen}
    assert found == (set(WORDS) if who == "mira" else set())


def test_who_is_not_meant_can_do_nothing_there_and_is_told_what_one_is_told_of_no_room(scene: Scene) -> None:
    for name, data in scene.commands:
        with pytest.raises(Refusal) as refused:
            do(scene.world.bob, name, **data)
        assert refused.value.code == NotFound().code or isinstance(refused.value, Forbidden), name
    there = browser_of(scene.world.bob).get(f"/tidelines/room/{scene.room.session.code}")
    nowhere = browser_of(scene.world.bob).get("/tidelines/room/ZZZZZZ")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    mira = scene.world.mira
    for name, data in scene.commands:
        do(mira, name, **data)


def test_streams_of_results_end_with_the_room(scene: Scene) -> None:
    names = [name for name in Stream.objects.values_list("name", flat=True) if name.startswith("poll:")]
    assert names, "the doors were told there as well"
    assert not any(registry.may_read(scene.world.bob.pk, name) for name in names)


# -- what it costs


def test_a_room_for_all_members_asks_nothing_more(
    world: World, room: Room, django_assert_num_queries: Callable[[int], Any]
) -> None:
    from conference.rooms import rules

    bob, mira = world.actor(world.bob), world.actor(world.mira)
    with django_assert_num_queries(0):
        assert rules.may_enter(bob, room)
    meant_for(world, room, "roles", "mentor")
    with django_assert_num_queries(0):
        assert rules.may_enter(mira, room)
    with django_assert_num_queries(1):
        assert not rules.may_enter(bob, room)

"""What moderators decide about somebody's part in the congress, and how she can object."""

from __future__ import annotations

from typing import Any

import pytest

from conference.rooms.models import Room
from core import permissions
from core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from core.models import AuditEntry, OutgoingMail
from messaging.models import Thread
from moderation import duties
from moderation.models import Sanction
from realtime import registry
from realtime.models import LoggedEvent
from tests.clocks import later
from tests.factories import World, at_once, browser_of, do, room_of

pytestmark = pytest.mark.django_db
DAY = 24 * 60


@pytest.fixture
def room(world: World) -> Room:
    return room_of(world.congress)


@pytest.fixture
def thread(room: Room) -> int:
    return Thread.objects.get(kind="room", key=str(room.pk)).pk


def impose(world: World, kind: str = "mute", about: str = "bob", by: str = "mo", **more: Any) -> int:
    ref = world.member(getattr(world, about)).ref
    data = {"conference": world.congress.pk, "kind": kind, "reason": "Too loud", **more}
    made: int = do(getattr(world, by), "sanction.impose", ref=ref, **data)["sanction"]
    return made


def refusal(call: Any, *args: Any, **data: Any) -> str:
    with pytest.raises(Refusal) as refused:
        call(*args, **data)
    return refused.value.code


def post(world: World, thread: int, text: str = "Still here") -> Any:
    return do(world.bob, "message.post", thread=thread, text=text)


def test_a_muted_person_cannot_post_and_hears_why(world: World, thread: int) -> None:
    impose(world)
    assert refusal(post, world, thread) == "sanction.muted_until"
    assert "Too loud" in OutgoingMail.objects.get(to=world.bob.email).text
    assert "Too loud" in browser_of(world.bob).get("/tidelines/programme").content.decode()


def test_a_mute_takes_every_writing_permission_and_leaves_the_others(world: World) -> None:
    before = world.actor(world.bob).permissions
    impose(world)
    muted = world.actor(world.bob)
    assert not muted.permissions & permissions.writing()
    assert before - permissions.writing() <= muted.permissions


def test_a_mute_ends_by_itself(world: World, thread: int) -> None:
    impose(world, minutes=15)
    with later(minutes=16):
        post(world, thread, "Back again")


def test_a_moderator_gives_the_writing_back(world: World, thread: int) -> None:
    do(world.mo, "sanction.lift", sanction=impose(world))
    post(world, thread, "Thank you")


def test_what_is_over_cannot_be_lifted_again(world: World) -> None:
    sanction = impose(world)
    do(world.mo, "sanction.lift", sanction=sanction)
    assert refusal(do, world.olga, "sanction.lift", sanction=sanction) == "sanction.over"


def test_a_warning_takes_nothing_and_is_read(world: World, thread: int) -> None:
    impose(world, "warn", reason="Please stay with the topic")
    post(world, thread)
    assert "Please stay with the topic" in browser_of(world.bob).get("/tidelines/").content.decode()


def test_a_mute_in_one_room_leaves_the_others_open(world: World, room: Room, thread: int) -> None:
    impose(world, "mute", scope=room.stream)
    other = Thread.objects.get(kind="room", key=str(room_of(world.congress, "Another talk").pk)).pk
    assert refusal(post, world, thread) == "sanction.muted_until"
    assert refusal(do, world.bob, "question.ask", room=room.pk, text="Why?", how="named") == "sanction.muted_until"
    post(world, other)


def test_who_was_taken_out_of_a_room_neither_reads_nor_writes_there(world: World, room: Room, thread: int) -> None:
    page = f"/tidelines/room/{room.session.code}"
    assert browser_of(world.bob).get(page).status_code == 200
    impose(world, "remove", scope=room.stream)
    assert refusal(post, world, thread) == "not_found"
    assert not registry.may_read(world.bob.pk, room.stream)
    assert registry.may_read(world.bob.pk, room_of(world.congress, "Another talk").stream)
    shown = browser_of(world.bob).get(page)
    assert shown.status_code == 403
    assert "/tidelines/about-me" in shown.content.decode()


@pytest.mark.parametrize("kind", ["timeout", "ban"])
def test_who_is_kept_out_reads_no_stream_and_sees_why(world: World, room: Room, thread: int, kind: str) -> None:
    impose(world, kind)
    assert refusal(post, world, thread) == "sanction.kept_out"
    for stream in (room.stream, f"conference:{world.congress.pk}"):
        assert not registry.may_read(world.bob.pk, stream)
    assert registry.may_read(world.bob.pk, f"user:{world.bob.pk}"), "where she hears of it"
    browser = browser_of(world.bob)
    for page in (f"/tidelines/room/{room.session.code}", "/tidelines/people", "/tidelines/mentors"):
        assert browser.get(page).status_code == 403
    assert "Too loud" in browser.get("/tidelines/about-me").content.decode()


def test_one_moderator_bans_for_a_day_and_a_second_one_for_longer(world: World) -> None:
    sanction = impose(world, "ban", minutes=7 * DAY)
    with later(hours=25):
        assert world.actor(world.bob).joined, "nobody confirmed it"
    assert refusal(do, world.mo, "sanction.confirm", sanction=sanction) == "sanction.needs_another"
    do(world.olga, "sanction.confirm", sanction=sanction)
    with later(days=6):
        assert not world.actor(world.bob).joined
    with later(days=8):
        assert world.actor(world.bob).joined
    assert refusal(do, world.olga, "sanction.confirm", sanction=sanction) == "sanction.moved_on"


def test_only_a_ban_lasts_longer_than_a_day(world: World, room: Room) -> None:
    for kind, scope in (("mute", ""), ("timeout", ""), ("remove", room.stream)):
        assert refusal(impose, world, kind, scope=scope, minutes=DAY + 1) == "sanction.too_long"


def test_one_is_taken_out_of_a_room_that_is_there(world: World) -> None:
    assert refusal(impose, world, "remove") == "sanction.wrong_place"
    for scope in ("room:987654", "galaxy:1", f"room:{room_of(world.neighbour).pk}"):
        assert refusal(impose, world, "remove", scope=scope) == "not_found"


def test_organizers_are_not_kept_out_and_moderators_only_by_organizers(world: World) -> None:
    assert refusal(impose, world, about="olga") == "sanction.organizer"
    assert refusal(impose, world, about="mo") == "sanction.oneself"
    do(world.olga, "role.set", membership=world.member(world.ada).pk, role="moderator", on=True)
    assert refusal(impose, world, about="ada") == "rule.refused"
    impose(world, about="ada", by="olga")


def test_a_sanction_needs_a_reason_and_a_time(world: World) -> None:
    for wrong in ({"reason": ""}, {"minutes": 0}, {"minutes": 60 * 24 * 400}, {"kind": "exile"}):
        with pytest.raises(Invalid):
            impose(world, **wrong)
    assert not Sanction.objects.exists()


def test_the_one_concerned_alone_is_told_and_the_note_stays_with_the_team(world: World) -> None:
    impose(world, note="third time this week")
    told = LoggedEvent.objects.filter(type__in=["rights.changed", "sanction.told"])
    assert set(told.values_list("stream__name", flat=True)) == {f"user:{world.bob.pk}"}
    assert "third time" not in str(list(told.values_list("data", flat=True)))
    assert "third time" not in browser_of(world.bob).get("/tidelines/about-me").content.decode()
    member = f"/tidelines/desk/member/{world.member(world.bob).ref}"
    assert "third time" in browser_of(world.mo).get(member).content.decode()


def test_moderators_reach_only_members_of_their_own_conference(world: World) -> None:
    nils = world.member(world.nils, world.neighbour)
    for conference in (world.congress, world.neighbour):
        with pytest.raises(NotFound):
            do(world.mo, "sanction.impose", ref=nils.ref, conference=conference.pk, kind="mute", reason="Too loud")
    sanction = impose(world)
    for command in ("sanction.lift", "sanction.confirm"):
        assert refusal(do, world.charlie, command, sanction=sanction) == "not_found"


def test_who_is_kept_out_objects_and_somebody_else_answers(world: World) -> None:
    sanction = impose(world, "ban")
    appeal = do(world.bob, "sanction.appeal", sanction=sanction, text="I only asked.")["appeal"]
    assert refusal(do, world.bob, "sanction.appeal", sanction=sanction, text="Again") == "appeal.sent"
    assert "I only asked." in browser_of(world.olga).get("/tidelines/desk").content.decode()
    decision = {"appeal": appeal, "lift": True, "answer": "You are right, sorry."}
    assert refusal(do, world.mo, "appeal.decide", **decision) == "sanction.needs_another"
    do(world.olga, "appeal.decide", **decision)
    assert world.actor(world.bob).joined
    assert "You are right, sorry." in OutgoingMail.objects.filter(to=world.bob.email).latest("pk").text
    assert refusal(do, world.olga, "appeal.decide", **decision) == "sanction.moved_on"


def test_nobody_objects_for_another(world: World) -> None:
    sanction = impose(world)
    for who in (world.ada, world.olga, world.charlie):
        with pytest.raises(NotFound):
            do(who, "sanction.appeal", sanction=sanction, text="For Bob")
    for who in (world.ada, world.mo):
        assert "Too loud" not in browser_of(who).get("/tidelines/about-me").content.decode()


def test_every_decision_and_every_refused_try_stands_in_the_record(world: World) -> None:
    sanction = impose(world)
    with pytest.raises(Forbidden):
        do(world.bob, "sanction.lift", sanction=sanction)
    done = AuditEntry.objects.filter(action__startswith="sanction.").order_by("number")
    assert [(one.action, one.outcome) for one in done] == [
        ("sanction.impose", "done"),
        ("sanction.lift", "sanction.muted_until"),
    ]
    shown = browser_of(world.olga).get("/tidelines/organize/record").content.decode()
    assert "as they were written" in shown
    assert "sanction.impose" in browser_of(world.olga).get("/tidelines/organize/record?form=csv").content.decode()
    assert browser_of(world.mo).get("/tidelines/organize/record").status_code == 403


@pytest.mark.parametrize("page", ["desk", "desk/member/{ref}"])
def test_the_desk_is_for_moderators(world: World, page: str) -> None:
    address = "/tidelines/" + page.format(ref=world.member(world.bob).ref)
    assert browser_of(world.mo).get(address).status_code == 200
    assert browser_of(world.bob).get(address).status_code == 403
    assert browser_of(world.charlie).get(address).status_code == 404


def test_sanctions_are_forgotten_half_a_year_after_the_congress(world: World) -> None:
    impose(world)
    ban = impose(world, "ban", about="ada", minutes=366 * DAY)
    do(world.olga, "sanction.confirm", sanction=ban)
    with later(days=200):
        assert duties.forget() == 1
    assert Sanction.objects.get().pk == ban, "what still holds stays"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does(world: World) -> None:
    do(world.olga, "role.set", membership=world.member(world.ada).pk, role="moderator", on=True)
    sanction = impose(world, "ban", minutes=7 * DAY)
    outcomes: list[str] = []

    def confirm(who: Any) -> None:
        try:
            do(who, "sanction.confirm", sanction=sanction)
            outcomes.append("done")
        except Conflict as refused:
            outcomes.append(refused.code)

    at_once([world.olga, world.ada], confirm)
    assert sorted(outcomes) == ["done", "sanction.moved_on"]

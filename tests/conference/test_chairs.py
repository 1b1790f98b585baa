"""Whoever chairs a session moderates its room, alone if need be, and no other room."""

from __future__ import annotations

from typing import Any

import pytest

from conference.questions.models import Question
from conference.rooms.models import Room
from core.errors import Forbidden, NotFound, Refusal
from realtime import registry
from tests.conference import stage
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(world: World) -> Room:
    """Ada chairs this one."""
    room = room_of(world.congress)
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    return room


@pytest.fixture
def elsewhere(world: World) -> Room:
    return room_of(world.congress, "Another talk")


def moderate(world: World, room: Room) -> dict[str, Any]:
    """Everything a chair does in a room; what came of each command."""
    outcomes: dict[str, Any] = {}
    message = do(world.bob, "message.post", thread=stage.thread(room).pk, text="Buy my pills")["message"]
    question = do(world.bob, "question.ask", room=room.pk, text="Why?", how="anonymous")["question"]
    her = {"conference": world.congress.pk, "scope": room.stream, "reason": "Please stop"}
    poll = {"kind": "single", "text": "Mouse or fish?", "options": "Mouse\nFish", "reveal": "close"}
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("message.hide", {"message": message, "on": True}),
        ("question.decide", {"question": question, "state": "on_stage"}),
        ("room.change", {"room": room.pk, "opening": "open", "questions_wait": True}),
        ("poll.prepare", {"room": room.pk, **poll}),
        ("sanction.impose", {"ref": world.member(world.bob).ref, "kind": "remove", **her}),
    ]
    for name, data in deeds:
        try:
            do(world.ada, name, **data)
            outcomes[name] = "done"
        except Refusal as refused:
            outcomes[name] = refused.code
    return outcomes


def test_a_chair_alone_handles_her_session(world: World, here: Room) -> None:
    assert set(moderate(world, here).values()) == {"done"}
    assert browser_of(world.ada).get(f"/tidelines/room/{here.session.code}/desk").status_code == 200
    assert registry.may_read(world.ada.pk, here.desk)


def test_the_chair_of_one_room_is_nobody_in_another(world: World, here: Room, elsewhere: Room) -> None:
    moderate(world, here)
    do(world.mo, "sanction.lift", sanction=world.member(world.bob).sanctions.get().pk)
    assert set(moderate(world, elsewhere).values()) == {"permission.missing"}
    assert browser_of(world.ada).get(f"/tidelines/room/{elsewhere.session.code}/desk").status_code == 403
    assert not registry.may_read(world.ada.pk, elsewhere.desk)
    assert not registry.may_read(world.ada.pk, f"moderators:{world.congress.pk}")


def test_a_chair_decides_nothing_for_the_whole_congress(world: World, here: Room) -> None:
    ref = world.member(world.bob).ref
    for kind in ("mute", "timeout", "ban"):
        with pytest.raises(Forbidden):
            do(world.ada, "sanction.impose", ref=ref, conference=world.congress.pk, kind=kind, reason="Please stop")
    assert browser_of(world.ada).get("/tidelines/desk").status_code == 403
    assert browser_of(world.ada).get(f"/tidelines/desk/member/{ref}").status_code == 403


def test_a_chair_reads_of_a_member_only_what_was_decided_in_her_room(world: World, here: Room) -> None:
    ref = world.member(world.bob).ref
    data: dict[str, Any] = {"ref": ref, "conference": world.congress.pk, "kind": "mute"}
    do(world.mo, "sanction.impose", **data, reason="Something far away", note="a secret of the team")
    page = f"/tidelines/desk/member/{ref}?scope={here.stream}"
    shown = browser_of(world.ada).get(page).content.decode()
    assert "Something far away" not in shown
    assert "a secret of the team" not in shown
    assert "Something far away" in browser_of(world.mo).get(page).content.decode()


def test_a_chair_is_lifted_at_once(world: World, here: Room) -> None:
    do(world.olga, "chair.drop", room=here.pk, ref=world.member(world.ada).ref)
    assert set(moderate(world, here).values()) == {"permission.missing"}
    assert not registry.may_read(world.ada.pk, here.desk)


def test_only_organizers_name_chairs_and_only_members(world: World, here: Room) -> None:
    with pytest.raises(Forbidden):
        do(world.ada, "chair.name", room=here.pk, email=world.bob.email)
    with pytest.raises(NotFound):
        do(world.charlie, "chair.name", room=here.pk, email=world.charlie.email)
    with pytest.raises(Refusal) as refused:
        do(world.olga, "chair.name", room=here.pk, email=world.nils.email)
    assert refused.value.code == "chair.no_member"


def test_a_chair_is_no_chair_of_the_congress(world: World, here: Room) -> None:
    assert "chair" not in world.actor(world.ada).roles
    shown = browser_of(world.olga).get("/tidelines/organize/people").content.decode()
    assert "Take the role Chair from" not in shown


def test_a_muted_chair_writes_nothing_but_still_moderates(world: World, here: Room) -> None:
    do(world.olga, "sanction.impose", ref=world.member(world.ada).ref, conference=world.congress.pk, kind="mute",
       reason="Rest a little")  # fmt: skip
    do(world.bob, "question.ask", room=here.pk, text="Why?", how="named")
    do(world.ada, "question.decide", question=Question.objects.get().pk, state="on_stage")
    with pytest.raises(Forbidden):
        do(world.ada, "message.post", thread=stage.thread(here).pk, text="Hello")

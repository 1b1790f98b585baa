"""A moderator takes somebody's writing away for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import clock, permissions
from core.errors import Forbidden, Invalid, NotFound
from messaging.models import Thread
from moderation.models import Sanction
from realtime.models import LoggedEvent
from tests.factories import World, do, room_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(world: World) -> int:
    return Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk


def _mute(world: World, ref: str, **more: Any) -> dict[str, object]:
    return do(world.mo, "member.mute", ref=ref, conference=world.congress.pk, **{"reason": "Too loud", **more})


def test_a_muted_person_cannot_post_and_hears_why(world: World, thread: int) -> None:
    _mute(world, world.member(world.bob).ref)
    with pytest.raises(Forbidden) as refused:
        do(world.bob, "message.post", thread=thread, text="Still here")
    assert refused.value.code == "sanction.muted_until"


def test_a_mute_takes_every_writing_permission_and_leaves_the_others(world: World) -> None:
    before = world.actor(world.bob).permissions
    _mute(world, world.member(world.bob).ref)
    muted = world.actor(world.bob)
    assert muted.muted_until is not None
    assert not muted.permissions & permissions.writing()
    assert before - permissions.writing() <= muted.permissions


def test_a_mute_ends_by_itself(world: World, thread: int) -> None:
    start = clock.now()
    _mute(world, world.member(world.bob).ref, minutes=15)
    before = clock.use(lambda: start + timedelta(minutes=16))
    try:
        do(world.bob, "message.post", thread=thread, text="Back again")
    finally:
        clock.use(before)


def test_a_moderator_gives_the_writing_back(world: World, thread: int) -> None:
    ref = world.member(world.bob).ref
    _mute(world, ref)
    do(world.mo, "member.unmute", ref=ref, conference=world.congress.pk)
    do(world.bob, "message.post", thread=thread, text="Thank you")


def test_organizers_are_not_muted(world: World) -> None:
    with pytest.raises(Forbidden) as refused:
        _mute(world, world.member(world.olga).ref)
    assert refused.value.code == "mute.organizer"


def test_a_mute_needs_a_reason_and_lasts_a_day_at_most(world: World) -> None:
    ref = world.member(world.bob).ref
    for wrong in ({"reason": ""}, {"minutes": 0}, {"minutes": 60 * 24 + 1}):
        with pytest.raises(Invalid):
            _mute(world, ref, **wrong)
    assert not Sanction.objects.exists()


def test_the_muted_person_alone_is_told(world: World) -> None:
    _mute(world, world.member(world.bob).ref)
    told = LoggedEvent.objects.filter(type="rights.changed").values_list("stream__name", flat=True)
    assert set(told) == {f"user:{world.bob.pk}"}


def test_moderators_reach_only_members_of_their_own_conference(world: World) -> None:
    nils = world.member(world.nils, world.neighbour)
    for conference in (world.congress, world.neighbour):
        with pytest.raises(NotFound):
            do(world.mo, "member.mute", ref=nils.ref, conference=conference.pk, reason="Too loud")
    assert not Sanction.objects.exists()


def test_bob_mutes_nobody(world: World) -> None:
    with pytest.raises(Forbidden):
        do(world.bob, "member.mute", ref=world.member(world.ada).ref, conference=world.congress.pk, reason="No")

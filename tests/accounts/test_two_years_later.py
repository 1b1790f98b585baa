"""Two years after a congress only who is still needed there is a member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.forgetting import duties
from accounts.models import Membership
from conference.rooms.models import Consent, Recording
from core import clock, ended
from core.models import Conference
from tests.factories import World, do, room_of
from tests.factories import member as joined
from tests.factories import person as somebody


def over(world: World) -> None:
    last = (clock.now() - ended.TWO_YEARS - timedelta(days=1)).date()
    Conference.objects.filter(pk=world.congress.pk).update(starts_on=last, ends_on=last)


def left(world: World) -> set[str]:
    return {str(one) for one in Membership.objects.filter(conference=world.congress).select_related("person")}


def test_organizers_who_speaks_in_a_recording_and_who_is_kept_out_stay_members(world: World) -> None:
    room = room_of(world.congress)
    said = {"mark": "open", "said_at": clock.now()}
    Recording.objects.create(room=room, url="https://films.example/1", added_at=clock.now())
    Consent.objects.create(room=room, membership=world.member(world.alice), **said)
    Consent.objects.create(room=room_of(world.congress, "Not filmed"), membership=world.member(world.ada), **said)
    kept_out: dict[str, Any] = {"kind": "timeout", "minutes": 30, "reason": "Again and again"}
    do(world.mo, "sanction.impose", conference=world.congress.pk, ref=world.member(world.bob).ref, **kept_out)
    over(world)
    duties.forget_memberships()
    assert left(world) == {str(world.olga), str(world.alice), str(world.bob)}
    assert Membership.objects.filter(conference=world.neighbour).count() == 2


def test_many_go_in_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        joined(somebody(), world.congress)
    before = Membership.objects.filter(conference=world.congress).count()
    over(world)
    monkeypatch.setattr(ended, "AT_ONCE", 3)
    assert duties.forget_memberships() == before - 1
    assert left(world) == {str(world.olga)}

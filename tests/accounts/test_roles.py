"""Roles are data of a congress; the software may learn what no role had when the congress was made."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from accounts.conferences import actions as conferences
from accounts.conferences import duties
from accounts.models import Role
from core.errors import Refusal
from realtime import registry
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db


def attendee(world: World) -> Role:
    return Role.objects.get(conference=world.congress, code="attendee")


def test_a_permission_newer_than_the_congress_is_given_to_the_roles_that_start_with_it(world: World) -> None:
    role = attendee(world)
    role.permissions.remove("poll.vote")
    role.known.remove("poll.vote")
    role.save()
    assert not world.actor(world.bob).can("poll.vote")
    assert duties.complete_roles() == 1
    assert world.actor(world.bob).can("poll.vote")
    assert duties.complete_roles() == 0


def test_what_was_taken_from_a_role_stays_away(world: World) -> None:
    role = attendee(world)
    role.permissions.remove("poll.vote")
    role.save()
    assert duties.complete_roles() == 0
    assert not world.actor(world.bob).can("poll.vote")


def test_organizers_choose_what_a_role_may_do(world: World) -> None:
    before = set(Role.objects.get(conference=world.congress, code="ambassador").permissions)
    wanted = sorted(before | {"moderate"})
    do(world.olga, "role.edit", conference="tidelines", role="ambassador", permissions=wanted)
    assert world.actor(world.ada).can("moderate")
    assert "moderate" not in Role.objects.get(conference=world.neighbour, code="ambassador").permissions
    do(world.olga, "role.edit", conference="tidelines", role="ambassador", permissions=[])
    assert not world.actor(world.ada).can("moderate")
    conferences.complete_roles()
    assert not world.actor(world.ada).can("moderate"), "what was taken stays away"


def test_organizers_cannot_lock_themselves_out_nor_invent_rights(world: World) -> None:
    for role, wanted, code in (
        ("organizer", ["moderate"], "role.organizers_organize"),
        ("speaker", ["fly"], "role.unknown_permission"),
        ("wizard", ["moderate"], "not_found"),
    ):
        with pytest.raises(Refusal) as refused:
            do(world.olga, "role.edit", conference="tidelines", role=role, permissions=wanted)
        assert refused.value.code == code


def test_who_loses_a_right_loses_its_streams(world: World) -> None:
    stream = f"moderators:{world.congress.pk}"
    assert registry.may_read(world.mo.pk, stream)
    do(world.olga, "role.edit", conference="tidelines", role="moderator", permissions=[])
    assert not registry.may_read(world.mo.pk, stream)
    told = LoggedEvent.objects.filter(type="rights.changed", stream__name=f"user:{world.mo.pk}")
    assert told.exists()


def test_the_page_of_roles_is_for_organizers(world: World) -> None:
    assert "Hide messages" in browser_of(world.olga).get("/tidelines/organize/roles").content.decode()
    assert browser_of(world.mo).get("/tidelines/organize/roles").status_code == 403


def test_career_stage_company_and_membership_of_the_society_make_roles_of_a_congress(world: World) -> None:
    do(world.bob, "profile.edit", display_name="Bob", zone="UTC", career_stage="doctoral", industry="Nacre Ltd")
    do(None, "supporter.join", name="Bob", email=world.bob.email, relation="friend", consent="yes")
    assert {"early_career", "industry", "supporter"} <= world.actor(world.bob).roles
    assert not world.actor(world.ada).roles & {"early_career", "industry", "supporter"}
    do(world.olga, "role.edit", conference="tidelines", role="supporter", permissions=["moderate"])
    assert world.actor(world.bob).can("moderate")
    do(world.bob, "profile.edit", display_name="Bob", zone="UTC")
    assert world.actor(world.bob).roles == {"attendee", "supporter"}


@pytest.mark.parametrize("role", ["early_career", "guest", "attendee"])
def test_nobody_gives_a_role_that_follows_from_a_fact(world: World, role: str) -> None:
    with pytest.raises(Refusal) as refused:
        do(world.olga, "role.set", membership=world.member(world.bob).pk, role=role, on=True)
    assert refused.value.code == "role.by_fact"
    assert f'value="{role}"' not in browser_of(world.olga).get("/tidelines/organize/people").content.decode()


def test_without_a_confirmed_address_one_reads_and_is_told_why_one_cannot_write(world: World) -> None:
    EmailAddress.objects.filter(user=world.mo).update(verified=False)
    assert world.actor(world.mo).joined
    assert not world.actor(world.mo).can("moderate")
    with pytest.raises(Refusal) as refused:
        do(world.mo, "hand.raise", room=room_of(world.congress).pk, on=True)
    assert refused.value.code == "person.unverified"


def test_all_that_an_actor_is_costs_two_queries(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # membership, roles; sanctions only where there are any
        world.actor(world.olga)

"""Roles are data of a congress; the software may learn what no role had when the congress was made."""

from __future__ import annotations

import pytest

from accounts.conferences import duties
from accounts.models import Role
from tests.factories import World

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

"""The twenty kinds of people of the table of rights, as people: `subjects(world)` makes those whom the cast lacks."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress

from accounts import actions, facts
from accounts.models import Membership, User
from core import clock
from core.authorisation import SUBJECTS
from core.unit import unit_of_work
from society.members.models import Supporter
from tests import rows
from tests.factories import World, do, guest_of, make_world, member, person, room_of

CAST = {"attendee": "bob", "ambassador": "ada", "mentor": "mira", "moderator": "mo",
        "organizer": "olga", "organizer elsewhere": "charlie"}  # fmt: skip
GIVEN = {"speaker": "speaker", "safety contact": "safety", "coordinator": "coordinator", "patient advocate": "advocate"}
# Nobody's rota is known below moderation: who is off duty in a test is said here
off_duty: set[int] = set()


def world_of_subjects() -> tuple[World, dict[str, User | None]]:
    """A world, and one person of each kind in it."""

    def make() -> tuple[World, dict[str, User | None]]:
        world = make_world()
        return world, subjects(world)

    world, people = rows.again(("subjects", clock.now()), make)
    resting = people["moderator off duty"]
    assert resting
    _rest(world.member(resting))
    return world, people


def _rest(*resting: Membership) -> None:
    off_duty.clear()
    off_duty.update(membership.pk for membership in resting)
    facts.rest(lambda membership, roles: frozenset({"moderator"} if membership.pk in off_duty else ()))


def subjects(world: World) -> dict[str, User | None]:
    """One person of each kind, in the order of the table; the moderator `mo` is on duty."""
    _rest()
    made: dict[str, User | None] = {"anonymous": None}
    made |= {kind: getattr(world, name) for kind, name in CAST.items()}
    with unit_of_work():
        made |= {kind: _member(world, kind, role).person for kind, role in GIVEN.items()}
        made |= _by_fact(world) | _with_less(world) | _of_one_room(world)
    for name, kind in (("muted", "mute"), ("banned", "ban")):
        membership = _member(world, name)
        here: dict[str, Any] = {"ref": membership.ref, "conference": world.congress.pk}
        do(world.mo, "sanction.impose", **here, kind=kind, reason="Too loud", minutes=600)
        made[name] = membership.person
    return {subject.name: made[subject.name] for subject in SUBJECTS}


def _member(world: World, name: str, *roles: str) -> Membership:
    return member(person(name.title()), world.congress, roles)


def _by_fact(world: World) -> dict[str, User | None]:
    early, industry, supporter = (_member(world, name) for name in ("early-career", "industry", "supporting"))
    User.objects.filter(pk=early.person_id).update(career_stage=User.Stage.DOCTORAL)
    User.objects.filter(pk=industry.person_id).update(industry="Nacre Instruments")
    Supporter.objects.create(
        name="S", email=supporter.person.email, relation="friend", consent_version="1", joined_on="2026-11-01"
    )
    return {"early-career": early.person, "industry": industry.person, "supporting member": supporter.person}


def _with_less(world: World) -> dict[str, User | None]:
    unverified = _member(world, "unverified", "moderator")
    EmailAddress.objects.filter(user=unverified.person).delete()
    resting = _member(world, "resting", "moderator")
    _rest(resting)
    return {
        "guest by code": guest_of(room_of(world.congress)).person,
        "unverified": unverified.person,
        "moderator off duty": resting.person,
    }


def _of_one_room(world: World) -> dict[str, User | None]:
    chair = _member(world, "chair")
    actions.grant(chair, "chair", room_of(world.congress).scope)
    return {"chair": chair.person}

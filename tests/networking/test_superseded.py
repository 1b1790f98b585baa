"""An offer that cannot come true any more ends by itself, and reads like a no."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import Conflict
from core.models import AuditEntry
from networking.chats.models import Chat
from networking.matchmaking import duties
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.mentors.models import MentorProfile
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
HERE = {"conference": "tidelines"}


@pytest.fixture
def offer(world: World, mira: MentorProfile) -> Offer:
    """Mira on duty and Ada in the line are offered to each other."""
    do(world.mira, "duty.set", **HERE, on=True)
    do(world.ada, "ticket.open", **HERE, topics=[], question="")
    return Offer.objects.get(state="live")


def states() -> tuple[str, str, str]:
    return Offer.objects.get().state, Ticket.objects.get().state, Duty.objects.get().state


def soon(world: World, mira: MentorProfile) -> int:
    """A time of Mira's that begins before a chat from now on would be over."""
    return stage.slots(mira, MORNING + timedelta(minutes=10))[0].pk


def test_a_mentor_who_is_booked_meanwhile_is_free_of_the_offer_within_a_sweep(
    world: World, mira: MentorProfile, offer: Offer
) -> None:
    joined = offer.ticket.joined_at
    do(world.bob, "chat.book", slot=soon(world, mira))
    assert states() == ("live", "offered", "offered")
    assert (duties.sweep(), duties.sweep()) == (1, 0)
    assert states() == ("superseded", "waiting", "available")
    assert Ticket.objects.get().joined_at == joined
    assert AuditEntry.objects.filter(action="offer.superseded").count() == 1
    page = browser_of(world.ada).get("/tidelines/queue").content.decode()
    assert "No time found with Mira Lindenquell. You keep your place." in page
    with pytest.raises(Conflict) as refused:
        do(world.mira, "offer.accept", offer=offer.pk)
    assert refused.value.code == "offer.stale"


def test_a_mentee_who_books_meanwhile_keeps_her_place(world: World, mira: MentorProfile, offer: Offer) -> None:
    alice = stage.mentor(world.alice, world.congress)
    do(world.ada, "chat.book", slot=soon(world, alice))
    assert duties.sweep() == 1
    assert states() == ("superseded", "waiting", "available")
    assert Offer.objects.count() == 1, "nobody is offered to her while she has something else"


def test_a_chat_later_on_leaves_the_offer_alone(world: World, mira: MentorProfile, offer: Offer) -> None:
    do(world.bob, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=1))[0].pk)
    assert duties.sweep() == 0
    do(world.mira, "offer.accept", offer=offer.pk)
    assert do(world.ada, "offer.accept", offer=offer.pk)["chat"]


@pytest.mark.parametrize("who", ["ada", "mira"])
def test_a_block_ends_the_offer_at_once_like_a_no(world: World, mira: MentorProfile, offer: Offer, who: str) -> None:
    other = {"ada": world.mira, "mira": world.ada}[who]
    do(getattr(world, who), "block.set", membership=world.member(other).pk, on=True)
    assert states() == ("superseded", "waiting", "available")
    assert not Chat.objects.exists()
    page = browser_of(world.ada).get("/tidelines/queue").content.decode()
    assert "No time found with Mira Lindenquell. You keep your place." in page


def test_the_next_in_line_is_offered_in_its_place(world: World, mira: MentorProfile, offer: Offer) -> None:
    do(world.bob, "ticket.open", **HERE, topics=[], question="")
    do(world.ada, "block.set", membership=mira.membership_id, on=True)
    assert Offer.objects.get(state="live").ticket.mentee.person == world.bob


def test_of_an_offer_that_a_minute_ended_nothing_is_superseded(
    world: World, mira: MentorProfile, offer: Offer, hands: Clock
) -> None:
    do(world.bob, "chat.book", slot=soon(world, mira))
    hands.move(seconds=60)
    duties.sweep()
    assert states()[0] == "timed_out"

"""Who waits in the live queue, who serves, and an offer between the two."""

from __future__ import annotations

from accounts.models import User
from networking.chats.models import Chat
from networking.matchmaking.models import Duty, Offer, Ticket
from networking.mentors.models import Topic
from tests.factories import World, do


def wait(who: User, *topics: Topic, question: str = "") -> Ticket:
    """Join the line."""
    answer = do(who, "ticket.open", conference="tidelines", topics=[t.pk for t in topics], question=question)
    return Ticket.objects.get(pk=answer["ticket"])


def serve(who: User, on: bool = True) -> Duty:
    return Duty.objects.get(pk=do(who, "duty.set", conference="tidelines", on=on)["duty"])


def offered(world: World) -> Offer:
    """Mira on duty, Ada in the line: they are offered to each other at once."""
    serve(world.mira)
    wait(world.ada)
    return Offer.objects.get(state="live")


def states(*rows: Ticket | Duty | Offer | Chat) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [row.state for row in rows]

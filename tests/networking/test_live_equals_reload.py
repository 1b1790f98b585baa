"""What the frames make of open pages of chats and of the live queue is what a reload shows, for each who has one open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from networking.chats import duties as chat_duties
from networking.chats.models import Chat
from networking.matchmaking import duties
from networking.matchmaking.models import Offer, Ticket
from networking.mentors.models import MentorProfile
from realtime import log
from tests import factories
from tests.conference.reloading import Nodes, apply, nodes
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
Act = Callable[[], object]


class Page:
    """Somebody's open page: its nodes that fragments replace, and what the frames since it was drawn make of them."""

    def __init__(self, who: User, address: str, ids: str, stream: str) -> None:
        self.browser, self.address, self.ids, self.stream = browser_of(who), address, re.compile(ids), stream
        self.shown, self.at = self.drawn(), log.position(stream).head

    def drawn(self) -> Nodes:
        return nodes(self.browser.get(self.address).content.decode(), self.ids)

    def live(self) -> Nodes:
        """The page as it is now; what has no place on it is left out as in the browser."""
        after = apply(self.shown, self.stream, self.at)
        self.at = log.position(self.stream).head
        self.shown = {name: html for name, html in after.items() if self.ids.fullmatch(name)}
        return self.shown


def follow(pages: list[Page], *acts: Act) -> None:
    """Each act in turn: every page shows then what a reload does."""
    for act in acts:
        act()
        for page in pages:
            assert page.live() == page.drawn(), page.address


def chat_pages(world: World) -> list[Page]:
    """What the two have open before anything is booked."""
    both = (world.ada, world.mira)
    return [Page(who, "/tidelines/chats", r"chat-\d+(-over)?", f"user:{who.pk}") for who in both]


def with_room(world: World, chat: int, pages: list[Page]) -> list[Page]:
    """And what they may have open when there is a chat: the page Now, and the chat's own."""
    both = (world.ada, world.mira)
    now = [Page(who, "/tidelines/", r"chat-\d+", f"user:{who.pk}") for who in both]
    room = [Page(who, f"/tidelines/chats/{chat}", rf"chat-(state|when)-{chat}", f"chat:{chat}") for who in both]
    assert all(page.shown for page in (*now, *room))
    return [*pages, *now, *room]


def saying_late(world: World, chat: int) -> list[Page]:
    """The chat's own page from an hour before: there each may say that she comes late."""
    address, ids = f"/tidelines/chats/{chat}", rf"chat-late-{chat}"
    found = [Page(who, address, ids, f"chat:{chat}") for who in (world.ada, world.mira)]
    assert all("chat.late" in str(page.shown) for page in found)
    return found


def booked(world: World, mira: MentorProfile, pages: list[Page], **after: int) -> int:
    slot = stage.slots(mira, MORNING + timedelta(**after))[0]
    follow(pages, lambda: do(world.ada, "chat.book", slot=slot.pk, question="Is there a way?"))
    return Chat.objects.latest("pk").pk


def on_chat(command: str, who: User, chat: int, **data: Any) -> Act:
    return lambda: do(who, command, chat=chat, **data)


def later(hands: Clock, **by: float) -> Act:
    """Time passes, and what happens by itself then happens."""

    def act() -> None:
        hands.move(**by)
        chat_duties.sweep()

    return act


def told(stream: str) -> set[str]:
    return {event.type for event in log.read(stream, 0)}


def test_a_chat_booked_moved_held_and_over(world: World, mira: MentorProfile, hands: Clock) -> None:
    pages = chat_pages(world)
    chat = booked(world, mira, pages, hours=2)
    other = stage.slots(mira, MORNING + timedelta(hours=5))[0]
    pages = with_room(world, chat, pages)
    follow(
        pages,
        on_chat("chat.reschedule", world.mira, chat),
        on_chat("chat.move", world.ada, chat, slot=other.pk),
        later(hands, hours=4, minutes=20),
    )
    follow(
        [*pages, *saying_late(world, chat)],
        on_chat("chat.late", world.mira, chat),
        later(hands, minutes=35),
        on_chat("chat.enter", world.ada, chat),
        on_chat("chat.enter", world.mira, chat),
        on_chat("chat.extend", world.ada, chat),
        on_chat("chat.leave", world.mira, chat),
    )
    assert Chat.objects.get(pk=chat).state == "ended"
    assert {"chat.booked", "chat.changed"} <= told(f"user:{world.mira.pk}")
    assert "chat.room" in told(f"chat:{chat}")


@pytest.mark.parametrize("side", ["ada", "mira"])
def test_a_chat_called_off_makes_room_for_the_next(world: World, mira: MentorProfile, hands: Clock, side: str) -> None:
    pages = chat_pages(world)
    chat = booked(world, mira, pages, hours=2)
    pages = with_room(world, chat, pages)
    someone = stage.mentor(world.olga, world.congress)
    slot = stage.slots(someone, MORNING + timedelta(hours=3))[0]
    follow(
        pages,
        lambda: do(world.ada, "chat.book", slot=slot.pk),
        on_chat("chat.cancel", getattr(world, side), chat),
    )
    assert "chat.cancelled" in told(f"user:{world.ada.pk}")


def test_a_chat_to_which_nobody_came_and_one_broken_off(world: World, mira: MentorProfile, hands: Clock) -> None:
    pages = chat_pages(world)
    chat = booked(world, mira, pages, hours=2)
    follow(with_room(world, chat, pages), later(hands, minutes=116), later(hands, minutes=20))
    chat = booked(world, mira, pages, hours=4)
    follow(
        with_room(world, chat, pages),
        later(hands, minutes=100),
        on_chat("chat.help", world.ada, chat, about="safety"),
    )
    assert set(Chat.objects.values_list("state", flat=True)) == {"no_show", "aborted"}


def queue_pages(world: World) -> list[Page]:
    """Who waits, who serves, who only looks, and who looks after the line."""
    line, desk, board = "/tidelines/queue", "/tidelines/queue/desk", f"queue:{world.congress.pk}"
    waits = [Page(who, line, "my-ticket", f"user:{who.pk}") for who in (world.ada, world.bob)]
    looks = [Page(who, line, "queue-now", board) for who in (world.ada, world.mira, world.mo)]
    return [*waits, *looks, Page(world.olga, desk, "queue-now", board)]


def wait(who: User, *topics: int) -> Act:
    return lambda: do(who, "ticket.open", conference="tidelines", topics=list(topics))


def answer(command: str, who: User) -> Act:
    return lambda: do(who, command, offer=Offer.objects.get(state="live").pk)


def ticket(command: str, who: User, **data: Any) -> Act:
    return lambda: do(who, command, ticket=Ticket.objects.filter(mentee__person=who).latest("pk").pk, **data)


def rounds(hands: Clock, **by: float) -> Act:
    """What the queue does by itself every few seconds, some time later."""

    def act() -> None:
        hands.move(**by)
        for one in (duties.sweep, duties.pair, duties.places):
            one()

    return act


def settled(hands: Clock, *acts: Act) -> list[Act]:
    """Each act with the seconds after it in which the line is told its places."""

    def both(act: Act) -> Act:
        def run() -> None:
            act()
            rounds(hands, seconds=5)()

        return run

    return [both(act) for act in acts]


def in_chat(command: str, who: User) -> Act:
    return lambda: do(who, command, chat=Chat.objects.get().pk)


def serves(who: User, on: bool, command: str = "duty.set") -> Act:
    return lambda: do(who, command, conference="tidelines", on=on)


def test_the_line_its_offers_and_who_serves(world: World, mira: MentorProfile, hands: Clock) -> None:
    serves(world.mira, True)()
    serves(world.mira, False)()
    mentor = Page(world.mira, "/tidelines/queue/duty", "my-duty", f"user:{world.mira.pk}")
    assert mentor.shown
    acts = settled(
        hands,
        wait(world.ada),
        wait(world.bob),
        ticket("ticket.leave", world.ada),
        wait(world.ada),
        serves(world.mira, True),
        answer("offer.decline", world.mira),
        answer("offer.accept", world.mira),
        answer("offer.accept", world.ada),
        in_chat("chat.enter", world.ada),
        in_chat("chat.enter", world.mira),
        in_chat("chat.leave", world.ada),
        rounds(hands, minutes=3),
        serves(world.mira, False),
    )
    follow([mentor, *queue_pages(world)], *acts)
    assert "ticket.changed" in told(f"user:{world.ada.pk}")
    assert "duty.changed" in told(f"user:{world.mira.pk}")
    assert "queue.changed" in told(f"queue:{world.congress.pk}")


def test_an_ambassador_serves_peers(world: World, mira: MentorProfile, hands: Clock) -> None:
    factories.member(world.mo, world.congress, ["ambassador"])
    serves(world.mo, True, "peers.serve")()
    serves(world.mo, False, "peers.serve")()
    peer = Page(world.mo, "/tidelines/queue/duty", "my-duty", f"user:{world.mo.pk}")
    acts = settled(
        hands,
        wait(world.bob),
        serves(world.mo, True, "peers.serve"),
        ticket("ticket.peers", world.bob, on=True),
        answer("offer.accept", world.bob),
        rounds(hands, seconds=61),
        ticket("ticket.leave", world.bob),
    )
    follow([peer, *queue_pages(world)], *acts)

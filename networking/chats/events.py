"""What the two of a chat must learn. A card on one's own stream is for one reader; the room's banner for both."""

from __future__ import annotations

from accounts.models import Membership
from core.models import Conference
from networking.chats.models import Chat
from realtime import registry
from realtime.registry import EventData, Fragment


class CardData(EventData):
    """A chat as one of the two sees it in her lists. `order` is the start in seconds; over, the newest comes first."""

    id: int
    conference: str
    zone: str
    state: str
    kind: str
    side: str
    name: str
    ref: str
    affiliation: str
    start: str
    end: str
    question: str
    by: str
    order: int
    order_over: int


class RoomData(EventData):
    """What stands over the conversation: its state and who is there."""

    id: int
    state: str
    mentor_came: bool
    mentee_came: bool
    start: str
    end: str
    zone: str
    by: str
    late: list[str]
    # Which sides can still say that they come late; that it is time to say so is a matter of the page
    may_be_late: list[str] = []
    asked_more: str
    may_extend: bool


class NotesData(EventData):
    """The shared notes as they are now; `by` is the side that wrote last."""

    id: int
    text: str
    version: int
    by: str


BOOKED, CANCELLED, CHANGED, ROOM = "chat.booked", "chat.cancelled", "chat.changed", "chat.room"
NOTES = "chat.notes"
SIDES = ("mentor", "mentee")

# In the one list as long as it is ahead, in the other when it is over: each template has nothing to show at other times
_CARDS = (
    Fragment("my-chats", "chat-{id}", "networking/chats/_card.html", order="order"),
    Fragment("chats-over", "chat-{id}-over", "networking/chats/_over.html", order="order_over"),
)
registry.event(BOOKED, CardData, *_CARDS, text="A chat was booked; each of the two hears of it with the other's name.")
registry.event(CANCELLED, CardData, *_CARDS, text="A chat was cancelled by one of the two.")
registry.event(CHANGED, CardData, *_CARDS, text="A chat moved on: it opened, is live, is over, or did not happen.")
registry.event(
    ROOM, RoomData, Fragment("chat-room-{id}", "chat-state-{id}", "networking/chats/_state.html"),
    Fragment("", "chat-when-{id}", "networking/chats/_when.html"),
    Fragment("", "chat-late-{id}", "networking/chats/_late.html"),
    text="In the chat's own room: its state, who is there or late, and who asks for more time.",
)  # fmt: skip
registry.event(NOTES, NotesData, text="One of the two changed the shared notes. Their page puts it in place by itself.")


def card(chat: Chat, side: str, conference: Conference) -> CardData:
    """The chat as its `side` ("mentor" or "mentee") sees it. Needs both memberships with persons."""
    other = chat.other(side)
    return CardData(
        id=chat.pk,
        conference=conference.slug,
        zone=conference.zone,
        state=chat.state,
        kind=chat.kind,
        side=side,
        name=other.shown_name if other else "",
        ref=other.ref if other else "",
        affiliation=_affiliation(other),
        start=chat.start.isoformat(),
        end=chat.end.isoformat(),
        question=chat.question,
        by=chat.by,
        order=int(chat.start.timestamp()),
        order_over=-int(chat.start.timestamp()),
    )


def _affiliation(member: Membership | None) -> str:
    """Who chose a pseudonym is not given away by her institute."""
    if member is None or member.appears == Membership.Appears.PSEUDONYM:
        return ""
    return member.person.affiliation


def may_be_late(chat: Chat, side: str) -> bool:
    """As long as one is expected, not there, and has not said so."""
    coming = chat.kind != Chat.Kind.LIVE and chat.state in {Chat.State.CONFIRMED, Chat.State.OPEN}
    return coming and getattr(chat, f"{side}_came_at") is None and not getattr(chat, f"{side}_late")


def room(chat: Chat, conference: Conference) -> RoomData:
    return RoomData(
        id=chat.pk,
        state=chat.state,
        mentor_came=chat.mentor_came_at is not None,
        mentee_came=chat.mentee_came_at is not None,
        start=chat.start.isoformat(),
        end=chat.end.isoformat(),
        zone=conference.zone,
        by=chat.by,
        late=[side for side in SIDES if getattr(chat, f"{side}_late")],
        may_be_late=[side for side in SIDES if may_be_late(chat, side)],
        asked_more=chat.asked_more,
        may_extend=not chat.extended,
    )

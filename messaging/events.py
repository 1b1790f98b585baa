"""What other screens must learn about messages. The page renders from the same data as the frame."""

from __future__ import annotations

from accounts.models import Membership
from core import text
from messaging.models import Message
from moderation.duty import items
from realtime import registry
from realtime.registry import EventData, Fragment


class Author(EventData):
    """How somebody appears beside what she says. Industry affiliation is always shown, a role by choice: its code."""

    ref: str
    name: str
    industry: str = ""
    role: str = ""


class FileData(EventData):
    """What comes with a message: its address is files/<id>. Sizes are bytes and pixels."""

    id: int
    name: str
    kind: str
    size: int
    width: int
    height: int


class MessageData(EventData):
    id: int
    thread: int
    state: str
    author: Author | None
    at: str
    zone: str
    text: str
    html: str
    edited: bool
    # The message it answers to, which the page shows beside it; its words are not copied, or they would outlive it
    reply_to: int | None = None
    reactions: dict[str, int] = {}
    sitting: int | None = None
    time_mark: int | None = None
    file: FileData | None = None


class ReactionsData(EventData):
    id: int
    thread: int
    reactions: dict[str, int]


POSTED, EDITED, DELETED, HIDDEN, SHOWN = (
    "message.posted", "message.edited", "message.deleted", "message.hidden", "message.shown",
)  # fmt: skip


class HeldData(EventData):
    id: int
    thread: int
    author: Author | None
    at: str
    zone: str
    html: str
    file: FileData | None = None
    # When it appears by itself; "" where a moderator lets it in
    due_at: str = ""
    # Who works on it just now
    claimed_by: str = ""
    claimed_ref: str = ""
    claimed_until: str = ""


class MessageGone(EventData):
    id: int
    thread: int


class Typing(EventData):
    thread: int


TYPING = "typing"
registry.signal(TYPING, Typing, coalesced=True, text="Somebody writes in a small room; who does is not told.")
REACTED = "message.reacted"
HELD, SETTLED = "message.held", "message.settled"
TAKEN_BACK = "message.taken_back"
_LINE = Fragment("messages-{thread}", "message-{id}", "messaging/_message.html")
for _name, _text in {
    POSTED: "Somebody said something.",
    EDITED: "An author changed her message.",
    DELETED: "An author took her message back; its words are gone from all earlier events.",
    HIDDEN: "A moderator hid a message; its words are gone from all earlier events.",
    SHOWN: "A moderator showed a hidden message again.",
}.items():
    registry.event(_name, MessageData, _LINE, text=_text)


registry.event(
    TAKEN_BACK,
    MessageGone,
    Fragment("messages-{thread}", "message-{id}"),
    text="A moderator took back that a message was let in; its words are gone from all earlier events.",
)
registry.event(
    REACTED,
    ReactionsData,
    Fragment("", "message-{id}-reactions", "messaging/_reactions.html"),
    text="How many reacted to a message, by kind, absolute.",
)
registry.event(
    HELD,
    HeldData,
    Fragment("held-in-{thread}", "held-{id}", "messaging/_held.html"),
    text="A message waits for a moderator; told at the desk only.",
)
registry.event(
    SETTLED,
    MessageGone,
    Fragment("held-in-{thread}", "held-{id}"),
    text="A waiting message was decided on, or taken back; told at the desk only.",
)


def author(membership: Membership, scope: str) -> Author:
    """The public side of a member, in the room of that scope. Needs `person` loaded."""
    industry, role = membership.person.industry, membership.badge_at(scope)
    return Author(ref=membership.ref, name=membership.shown_name, industry=industry, role=role)


def data(message: Message, reactions: dict[str, int] | None = None) -> MessageData:
    """A message as everybody in the thread sees it: what is hidden or deleted carries neither words nor name."""
    stands = message.state == Message.State.VISIBLE
    return MessageData(
        id=message.pk,
        thread=message.thread_id,
        state=message.state,
        author=author(message.author, message.scope) if stands and message.author else None,
        at=message.posted_at.isoformat(),
        zone=message.thread.conference.zone,
        text=message.text if stands else "",
        html=text.markdown(message.text) if stands else "",
        edited=message.edited_at is not None,
        reply_to=message.reply_to_id,
        reactions=(reactions or {}) if stands else {},
        sitting=message.sitting_id,
        time_mark=message.time_mark,
        file=_file(message) if stands else None,
    )


def _file(message: Message) -> FileData | None:
    """What comes with it. Load messages with `file`, or it is one query each."""
    file = getattr(message, "file", None)
    if file is None:
        return None
    fields = ("name", "kind", "size", "width", "height")
    return FileData(id=file.pk, **{name: getattr(file, name) for name in fields})


def held(message: Message, claim: dict[str, str] | None = None) -> HeldData:
    """A waiting message as moderators read it. Give `claim` for many, or it is one query each."""
    claim = items.claim("message", message.pk) if claim is None else claim
    return HeldData(
        id=message.pk,
        thread=message.thread_id,
        author=author(message.author, message.scope) if message.author else None,
        at=message.posted_at.isoformat(),
        zone=message.thread.conference.zone,
        html=text.markdown(message.text),
        file=_file(message),
        due_at=message.due_at.isoformat() if message.due_at else "",
        **claim,
    )


def settled(message: Message) -> MessageGone:
    return MessageGone(id=message.pk, thread=message.thread_id)

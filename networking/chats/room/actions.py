"""The only writers of what happens in a chat's room: who comes, who is late, when it ends, who needs help."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict
from networking.chats import actions as chats
from networking.chats import events, letters, states
from networking.chats.models import Chat, EngagementCell
from networking.mentors import busy, cells
from networking.mentors.cells import Span

# How long the other one waits: for somebody who says nothing, and more for somebody who said she is late
WAITS, LATE = timedelta(minutes=5), timedelta(minutes=5)
_FRESH = [
    "state", "start", "end", "mentor_came_at", "mentee_came_at", "mentor_late", "mentee_late", "asked_more", "extended",
]  # fmt: skip


def come_in(actor: Actor, chat: Chat) -> None:
    """Enter the room; with the second one in, the chat is live. Coming again changes nothing."""
    _hold(chat)
    if chat.state == Chat.State.CONFIRMED and clock.now() >= chat.start - cells.CELL:
        chats.move(actor, chat, Chat.State.OPEN)
    _must_be_open(chat)
    field = f"{chat.side_of(actor.membership_id)}_came_at"
    if getattr(chat, field) is None:
        setattr(chat, field, clock.now())
        chat.save(update_fields=[field])
    if chat.mentor_came_at and chat.mentee_came_at and chat.state == Chat.State.OPEN:
        chats.move(actor, chat, Chat.State.LIVE)
    chats.tell(chat, events.CHANGED)


def leave(actor: Actor, chat: Chat) -> None:
    """Leave the room: a live chat is over then, an open one waits for one's return."""
    _hold(chat)
    if chat.state == Chat.State.OPEN:
        field = f"{chat.side_of(actor.membership_id)}_came_at"
        setattr(chat, field, None)
        chat.save(update_fields=[field])
    elif chat.state == Chat.State.LIVE:
        chats.move(actor, chat, Chat.State.ENDED)
    chats.tell(chat, events.CHANGED)


def be_late(actor: Actor, chat: Chat) -> None:
    """Say that one comes five minutes late: the other one waits, and the chat ends five minutes later, in its rest.

    Each side says so once; the end moves once.
    """
    _hold(chat)
    side = chat.side_of(actor.membership_id)
    coming = chat.kind != Chat.Kind.LIVE and chat.state in {Chat.State.CONFIRMED, Chat.State.OPEN}
    if not coming or getattr(chat, f"{side}_came_at") is not None:
        raise Conflict("chat.not_late", _("One can be late for a chat that is booked and has not begun."))
    if not (chat.mentor_late or chat.mentee_late):
        chat.end += LATE
    setattr(chat, f"{side}_late", True)
    chat.save(update_fields=["end", f"{side}_late"])
    chats.note(actor, chat, "late")
    chats.tell(chat, events.CHANGED)


def ask_for_more(actor: Actor, chat: Chat) -> bool:
    """Ask for half as long again, once; True when the other one had asked too and it was given.

    Raises Conflict: `chat.extended` for a second time, `chat.no_more_time` when one of them has something after it.
    """
    _hold(chat)
    side = chat.side_of(actor.membership_id)
    if chat.state != Chat.State.LIVE:
        raise Conflict("chat.not_live", _("There is more time for a chat while it is going on."))
    if chat.extended:
        raise Conflict("chat.extended", _("You two have taken your extra time already."))
    more = (chat.end - chat.start) / 2 // cells.CELL * cells.CELL
    if not _both_free(chat, chat.end, chat.end + more):
        raise Conflict("chat.no_more_time", _("There is something after this chat. You can book another one."))
    if chat.asked_more in {"", side}:
        chat.asked_more = side
        chat.save(update_fields=["asked_more"])
        chats.tell(chat, events.CHANGED)
        return False
    _extend(actor, chat, more)
    return True


def _both_free(chat: Chat, start: datetime, end: datetime) -> bool:
    """Whether nothing but this chat takes the two between these instants."""
    pair = {member.person_id for member in (chat.mentor, chat.mentee) if member}
    taken = busy.of(pair, start, end)
    rows = EngagementCell.objects.filter(chat=chat).values_list("person_id", "cell")
    own: set[tuple[int, Span]] = {(person, (cell, cell + cells.CELL)) for person, cell in rows}
    return all((person, span) in own for person, spans in taken.items() for span in spans)


def _extend(actor: Actor, chat: Chat, more: timedelta) -> None:
    until = chat.end + more
    kept = set(EngagementCell.objects.filter(chat=chat).values_list("person_id", "cell"))
    both = sorted(member.person_id for member in (chat.mentor, chat.mentee) if member)
    wanted = [(person, cell) for person in both for cell in cells.between(chat.end, until)]
    missing = [pair for pair in wanted if pair not in kept]
    EngagementCell.objects.bulk_create(
        [EngagementCell(person_id=person, cell=cell, chat=chat) for person, cell in missing]
    )
    chat.end, chat.extended, chat.asked_more = until, True, ""
    chat.save(update_fields=["end", "extended", "asked_more"])
    chats.note(actor, chat, "extended")
    chats.tell(chat, events.CHANGED)


def ask_for_help(actor: Actor, chat: Chat, about: str, words: str) -> None:
    """Call the coordinators. Who does not feel safe is out of the room at once: the chat is broken off.

    What they are told says who called and why; it holds nothing of what the two wrote.
    """
    _hold(chat)
    if about == "safety" and chat.state in states.TALKING:
        chats.move(actor, chat, Chat.State.ABORTED, by=chat.side_of(actor.membership_id))
        chats.tell(chat, events.CHANGED)
    chats.note(actor, chat, f"help.{about}")
    for coordinator in _coordinators(chat.conference_id):
        _call(actor, chat, coordinator, about, words)


def _coordinators(conference_id: int) -> list[Membership]:
    """Who approves mentors looks after chats."""
    members = Membership.objects.filter(conference_id=conference_id, state=Membership.State.ACTIVE)
    found = members.select_related("person").prefetch_related("grants__role")
    return [m for m in found.filter(grants__scope="").distinct() if _looks_after(m)]


def _looks_after(member: Membership) -> bool:
    return any("mentor.approve" in role.permissions for role in member.wide_roles)


def _call(actor: Actor, chat: Chat, to: Membership, about: str, words: str) -> None:
    side = chat.side_of(actor.membership_id)
    asks = chat.mentor if side == "mentor" else chat.mentee
    what = {"safety": _("does not feel safe"), "technical": _("cannot see or hear the other one")}.get(
        about, _("needs help")
    )
    name = asks.shown_name if asks else ""
    lines = [f"{name} {what}: {chat.conference.name}, {chat.start:%Y-%m-%d %H:%M} UTC.", words]
    page = ("person", [chat.conference.slug, asks.ref]) if asks else ("home", [chat.conference.slug])
    notices.send(
        to.person_id, key=f"{letters.prefix(chat)}help:{about}:{side}", kind="chat.help", urgent=True,
        title=_("Somebody in a chat needs you"), text="\n\n".join(filter(None, lines)), conference=chat.conference,
        url=reverse(page[0], args=page[1]),
    )  # fmt: skip


def open_room(chat: Chat) -> bool:
    """Five minutes before the start; False when somebody was faster."""
    return chats.by_itself(chat, Chat.State.OPEN)


def end(chat: Chat) -> bool:
    """When the time is over; False when it was extended meanwhile."""
    _hold(chat)
    return chat.end <= clock.now() and chats.by_itself(chat, Chat.State.ENDED)


def nobody_came(chat: Chat) -> bool:
    """Five minutes after the start (ten, when somebody said she is late) one of the two, or both, were not there."""
    _hold(chat)
    patience = WAITS + (LATE if chat.mentor_late or chat.mentee_late else timedelta(0))
    if chat.start > clock.now() - patience:
        return False
    missing = {"mentor": chat.mentor_came_at is None, "mentee": chat.mentee_came_at is None}
    who = [side for side, away in missing.items() if away]
    if not chats.by_itself(chat, Chat.State.NO_SHOW, by="both" if len(who) != 1 else who[0]):
        return False
    if chat.kind != Chat.Kind.LIVE:
        letters.missed(chat)
    return True


def _hold(chat: Chat) -> None:
    """Both people locked, the row as it is now."""
    chats.lock_both(chat)
    chat.refresh_from_db(fields=_FRESH)


def _must_be_open(chat: Chat) -> None:
    if chat.state not in states.TALKING:
        raise Conflict("chat.not_open", _("The room opens five minutes before the start."))

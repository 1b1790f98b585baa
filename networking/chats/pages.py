"""What the pages of chats show, gathered from the readers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from core.actor import Actor
from core.models import Conference
from messaging import pages as messaging
from networking.chats import events, parts, queries, seeking, states
from networking.chats.models import Chat
from networking.chats.moving.actions import UNTIL
from networking.mentors import pages as mentor_pages
from networking.mentors import queries as mentors


def room(actor: Actor, conference: Conference, chat: Chat) -> dict[str, Any]:
    """The room of a chat as one of the two sees it."""
    talks = messaging.conversation(actor, "chat", chat.pk)
    side = chat.side_of(actor.membership_id)
    talking = chat.state in states.TALKING
    profile = mentors.profile_of(chat.mentor_id) if side == "mentee" and talking else None
    return {
        "chat": chat,
        "side": side,
        "card": events.card(chat, side, conference).model_dump(mode="json"),
        "state": events.room(chat, conference).model_dump(mode="json"),
        "came": (chat.mentor_came_at if side == "mentor" else chat.mentee_came_at) is not None,
        "talking": talking,
        **talks,
        "seeking": seeking.words(chat.mentee, meets=True) if side == "mentor" and chat.mentee else None,
        "notes": queries.notes_of(chat),
        "may_note": not chat.forgotten and chat.state != Chat.State.ABORTED,
        "meeting_link": profile.meeting_link if profile else "",
        # From an hour before one may say that one comes late
        "near": chat.start - clock.now() <= timedelta(hours=1),
        "may_move": _may_move(chat),
        "parts": [] if talking else parts.shown(actor, chat),
    }


def _may_move(chat: Chat) -> bool:
    soon = chat.start - clock.now() < UNTIL
    return chat.state == Chat.State.RESCHEDULING or (chat.state == Chat.State.CONFIRMED and not soon)


def other_times(actor: Actor, chat: Chat) -> dict[str, Any]:
    """The mentor's other times, for the mentee; for the mentor the way to ask for one."""
    profile = mentors.profile_of(chat.mentor_id)
    mentee = chat.side_of(actor.membership_id) == "mentee"
    slots = mentors.shared_slots(actor, [profile]).get(profile.pk, []) if profile and mentee else []
    return {"chat": chat, "mentee": mentee, "mentor": profile, "days": mentor_pages.by_day(slots, actor.zone)}


def no_show(actor: Actor, chat: Chat) -> dict[str, Any] | None:
    """What to do after a chat that did not happen; the same words whoever was missing."""
    if chat.state != Chat.State.NO_SHOW:
        return None
    return {"chat": chat, "mentee": chat.side_of(actor.membership_id) == "mentee"}


def as_text(chat: Chat, name: str) -> str:
    """The shared notes as a file of plain text."""
    notes = queries.notes_of(chat)
    head = f"{chat.conference.name}\n{name}\n{chat.start:%Y-%m-%d %H:%M} UTC\n"
    return f"{head}\n{notes.text if notes else ''}\n"

"""The only writer of the end of what two have ahead who are kept apart from now on."""

from __future__ import annotations

from django.db.models import Q

from core.actor import Actor
from networking.chats import actions as chats
from networking.chats import events, states
from networking.chats.models import Chat
from networking.mentors import locks


def part(conference_id: int, pair: tuple[int, int], by: int) -> None:
    """Chats ahead are off as if whoever wanted it had called them off; one that goes on is over as if she had left."""
    locks.people(*pair)
    one, other = pair
    both = Q(mentor__person=one, mentee__person=other) | Q(mentor__person=other, mentee__person=one)
    ahead = Chat.objects.filter(both, conference=conference_id, state__in=states.AHEAD)
    for chat in ahead.select_related("conference", "mentor__person", "mentee__person"):
        end(chat, next((side for side in ("mentor", "mentee") if _person(chat, side) == by), ""))


def _person(chat: Chat, side: str) -> int | None:
    member = chat.mentor if side == "mentor" else chat.mentee
    return member.person_id if member else None


def end(chat: Chat, side: str) -> None:
    """End a chat on one side's account, whatever state it is in."""
    nobody = Actor(conference_id=chat.conference_id)
    if Chat.State.CANCELLED in states.NEXT[chat.state]:
        chats.call_off(nobody, chat, side)
        chats.tell(chat, events.CANCELLED)
    elif chat.state == Chat.State.LIVE:
        chats.move(nobody, chat, Chat.State.ENDED)
        chats.tell(chat, events.CHANGED)

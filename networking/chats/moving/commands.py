"""Another time for a chat."""

from __future__ import annotations

from dataclasses import dataclass

from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import NotFound
from core.payload import Id
from networking.chats import queries, rules
from networking.chats.commands import OneChat, one, url_of
from networking.chats.models import Chat
from networking.chats.moving import actions
from networking.mentors import queries as mentors
from networking.mentors.models import Slot


@dataclass(frozen=True, slots=True)
class Move:
    """A chat and the time it would have."""

    chat: Chat
    slot: Slot

    @property
    def conference_id(self) -> int:
        return self.chat.conference_id

    @property
    def recorded_as(self) -> Chat:
        return self.chat


class MoveTo(OneChat):
    slot: Id


def _move(data: MoveTo) -> Move:
    return Move(queries.chat(data.chat), mentors.slot(data.slot))


def _may_move(actor: Actor, move: Move) -> bool:
    """The mentee, to a time of the same mentor; other times are not there."""
    allowed = rules.is_mentee(actor, move.chat)
    if move.slot.mentor.membership_id != move.chat.mentor_id:
        raise NotFound
    return allowed


@command(
    "chat.move", schema=MoveTo, subject=_move, permission="joined", rule=_may_move, limit=Limit(30, 3600),
    form="networking/chats/_move_form.html",
)  # fmt: skip
def move_to(actor: Actor, move: Move, data: MoveTo) -> Result:
    """Choose another open time of the same mentor, until 30 minutes before the start."""
    actions.move_to(actor, move.chat, move.slot)
    return {"chat": move.chat.pk, "url": url_of(move.chat)}


@command(
    "chat.reschedule", schema=OneChat, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(30, 3600)
)
def reschedule(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """Give the time up and ask the mentee to choose another one."""
    actions.ask_for_another(actor, chat)
    return {"chat": chat.pk, "url": url_of(chat)}


@command("chat.rebook", schema=OneChat, subject=one, permission="joined", rule=rules.is_mentee, limit=Limit(30, 3600))
def rebook(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """After a chat that did not happen: book the next time that both have."""
    made = actions.book_again(actor, chat)
    return {"chat": made.pk, "url": url_of(made)}

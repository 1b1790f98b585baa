"""What the two of a chat may do."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse

from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Line, Payload
from networking.chats import actions, queries, rules
from networking.chats.models import Chat
from networking.mentors import queries as mentors
from networking.mentors.models import Slot

BOOK = permissions.declare(
    "mentor.book", "Book chats with mentors and wait for one", roles=["attendee", "ambassador"], writing=True
)


class Book(Payload):
    slot: Id
    question: Annotated[str, Line(300)] = ""


class OneChat(Payload):
    chat: Id


def one(data: OneChat) -> Chat:
    return queries.chat(data.chat)


def url_of(chat: Chat) -> str:
    return reverse("chat", args=[chat.conference.slug, chat.pk])


@command(
    "chat.book", schema=Book, subject=lambda data: mentors.slot(data.slot), permission=BOOK, rule=rules.may_book,
    limit=Limit(30, 3600), form="networking/chats/_book_form.html",
)  # fmt: skip
def book(actor: Actor, slot: Slot, data: Book) -> Result:
    """Take a mentor's open time with a short question; both get a calendar file."""
    with actions.naming_others(actor, slot.mentor):
        chat = actions.book_slot(actor, slot.pk, data.question)
    return {"chat": chat.pk, "url": url_of(chat)}


@command("chat.cancel", schema=OneChat, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(60, 3600))
def cancel(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """Call a chat off before it begins. Either side may, without a reason."""
    actions.cancel(actor, chat)
    return {"chat": chat.pk}

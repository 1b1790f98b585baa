"""What the two may do in their room."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Line
from networking.chats import queries, rules
from networking.chats.commands import OneChat, one, url_of
from networking.chats.models import Chat
from networking.chats.room import actions


@command("chat.enter", schema=OneChat, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(120, 3600))
def enter(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """Come into the room of a chat, from five minutes before its start."""
    actions.come_in(actor, chat)
    return {"chat": chat.pk, "url": url_of(chat)}


@command("chat.leave", schema=OneChat, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(120, 3600))
def leave(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """Leave the room. A live chat is over then."""
    actions.leave(actor, chat)
    return {"chat": chat.pk, "url": reverse("messages", args=[chat.conference.slug])}


@command("chat.late", schema=OneChat, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(60, 3600))
def late(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """Say that one comes five minutes late; the other one waits."""
    actions.be_late(actor, chat)
    return {"chat": chat.pk}


@command("chat.extend", schema=OneChat, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(60, 3600))
def extend(actor: Actor, chat: Chat, data: OneChat) -> Result:
    """Ask for half as long again; it is given when both ask and both are free."""
    return {"chat": chat.pk, "extended": actions.ask_for_more(actor, chat)}


class Help(OneChat):
    about: Literal["technical", "safety", "other"]
    words: Annotated[str, Line(300)] = ""


@command(
    "chat.help", schema=Help, subject=one, permission="joined", rule=rules.takes_part, limit=Limit(20, 3600),
    form="networking/chats/_help_form.html",
)  # fmt: skip
def ask_for_help(actor: Actor, chat: Chat, data: Help) -> Result:
    """Call the coordinators. Who does not feel safe is out of the room at once."""
    actions.ask_for_help(actor, chat, data.about, data.words)
    return {"chat": chat.pk, "url": url_of(queries.chat(chat.pk)) + "?called=1"}

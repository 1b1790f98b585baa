"""Meeting once more, when both ask."""

from __future__ import annotations

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag
from networking.chats import rules
from networking.chats.again import actions
from networking.chats.commands import OneChat, one, url_of
from networking.chats.models import Chat


class Ask(OneChat):
    on: Flag = True


@command("chat.again", schema=Ask, subject=one, permission="joined", rule=rules.have_met, limit=Limit(60, 3600))
def ask(actor: Actor, chat: Chat, data: Ask) -> Result:
    """Ask for one more chat with whom one has met. The other one learns it when both ask; then it can be booked."""
    actions.ask(actor, chat, data.on)
    return {"chat": chat.pk, "url": url_of(chat)}

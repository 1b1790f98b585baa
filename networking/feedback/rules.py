"""May she? After the chat, about her own side of it."""

from __future__ import annotations

from core.actor import Actor
from networking.chats import rules as chats
from networking.chats.models import Chat


def took_part(actor: Actor, chat: Chat) -> bool:
    return chats.takes_part(actor, chat) and chat.state == Chat.State.ENDED

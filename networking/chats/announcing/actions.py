"""Telling the two that they have a chat: by a worker, once it is certain. Nobody waits under lock for letters."""

from __future__ import annotations

from networking.chats import letters, states
from networking.chats.models import Chat


def announce(chat: Chat) -> bool:
    """Tell both, once. What was called off or moved before we came was told as that by whoever did it."""
    if not Chat.objects.filter(pk=chat.pk, untold=True).update(untold=False):
        return False
    if chat.state in states.AHEAD and chat.sequence == 0:
        letters.booked(chat, by="mentee" if chat.kind == Chat.Kind.BOOKED else "")
    return True

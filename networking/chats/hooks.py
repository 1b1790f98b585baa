"""Who else must know when a chat moves on: the live queue registers here, called inside the same transaction."""

from __future__ import annotations

from collections.abc import Callable

from networking.chats.models import Chat

Hook = Callable[[Chat], None]
_hooks: list[Hook] = []


def on_change(hook: Hook) -> None:
    if hook not in _hooks:
        _hooks.append(hook)


def changed(chat: Chat) -> None:
    """Tell everybody who asked that `chat` has a new state."""
    for hook in _hooks:
        hook(chat)

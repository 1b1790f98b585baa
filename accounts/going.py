"""Who goes out of a congress or of one of its rooms, by herself or because a moderator decided it.

Features above register what ends with her there and would still name her to others. Called inside the transaction in
which she goes. Not of somebody unseen: what vanished would tell who it was.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Membership

# (who, "" for the whole congress or the scope of one room)
Hook = Callable[[Membership, str], None]
_hooks: list[Hook] = []


def register(hook: Hook) -> None:
    if hook not in _hooks:
        _hooks.append(hook)


def go(membership: Membership, scope: str = "") -> None:
    """She is out from now on."""
    for hook in _hooks:
        hook(membership, scope)

"""Tokens end by themselves."""

from __future__ import annotations

from accounts.tokens import actions
from core.duties import duty
from core.unit import unit_of_work


@duty("tokens.forget", seconds=24 * 3600)
def forget() -> int:
    """Drop tokens that are of use no more; how many."""
    with unit_of_work():
        return actions.forget()

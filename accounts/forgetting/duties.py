"""What accounts forget by and by."""

from __future__ import annotations

from accounts.forgetting import actions
from core import ended
from core.duties import duty
from core.unit import unit_of_work


@duty("memberships.forget", seconds=24 * 3600)
def forget_memberships() -> int:
    """Drop who was at a congress two years after it; how many."""
    return ended.by_and_by(actions.forget_memberships, ended.for_two_years())


@duty("blocks.forget", seconds=24 * 3600)
def forget_blocks() -> int:
    """Drop who blocked whom two years after their congress; how many."""
    return ended.by_and_by(actions.forget_blocks, ended.for_two_years())


@duty("confirmations.forget", seconds=3600)
def forget_confirmations() -> int:
    """Drop keys of letters that open nothing any more; how many."""
    with unit_of_work():
        return actions.forget_confirmations()

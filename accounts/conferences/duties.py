"""What conferences need by and by."""

from __future__ import annotations

from accounts.conferences import actions
from core import ended
from core.duties import duty
from core.unit import unit_of_work


@duty("roles.complete", seconds=300)
def complete_roles() -> int:
    """After an upgrade: who may do what is new."""
    return actions.complete_roles()


@duty("invitations.forget", seconds=24 * 3600)
def forget_invitations() -> int:
    """Drop whom somebody invited, a month after the congress; how many."""
    with unit_of_work():
        return actions.forget_invitations(ended.for_a_month())

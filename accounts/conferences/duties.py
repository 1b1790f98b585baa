"""What conferences need by and by."""

from __future__ import annotations

from accounts.conferences import actions
from core.duties import duty


@duty("roles.complete", seconds=300)
def complete_roles() -> int:
    """After an upgrade: who may do what is new."""
    return actions.complete_roles()

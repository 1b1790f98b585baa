"""Who may see and do what with the programme. Pure predicates."""

from __future__ import annotations

from core import permissions
from core.actor import Actor

MANAGE = permissions.declare("programme.manage", "Import and edit the programme", roles=[])


def may_manage(actor: Actor) -> bool:
    """Organizers and whoever they gave the programme to."""
    return actor.can(MANAGE)

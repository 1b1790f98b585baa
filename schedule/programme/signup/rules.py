"""Who may sign up for what. Pure predicates over an actor and a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Forbidden


class Limited(Protocol):
    """A session with a bound on who and how many."""

    @property
    def seats(self) -> int | None: ...

    @property
    def signup_roles(self) -> Sequence[str]: ...


def may_sign_up(actor: Actor, session: Limited) -> bool:
    """For sessions with seats; raises Forbidden, with the reason, for a role that is not asked for."""
    if session.seats is None or not actor.joined:
        return False
    if session.signup_roles and not actor.roles & set(session.signup_roles):
        raise Forbidden("signup.other_roles", _("This session is for some roles only, and yours is not among them."))
    return True


def fits_domain(email: str, domains: Sequence[str]) -> bool:
    """Whether an address belongs to one of the domains or below it; without domains all do."""
    domain = email.rpartition("@")[2].lower()
    return not domains or any(domain == one or domain.endswith(f".{one}") for one in domains)

"""The only writer of badges: a role that somebody lets stand beside her name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.badges import queries
from accounts.models import Membership
from core.errors import Invalid


def choose(membership: Membership, code: str) -> None:
    """Show one of her roles beside her name, or with "" none."""
    held = queries.scopes_of(membership)
    if code and code not in held:
        raise Invalid("badge.not_yours", _("Choose one of your own roles."), field="badge")
    _set(membership, code, held.get(code, []))


def settle(membership: Membership) -> None:
    """Her roles changed: a badge says no more than what she is now."""
    chosen = Membership.objects.filter(pk=membership.pk).exclude(badge="").values_list("badge", flat=True).first()
    if chosen:
        held = queries.scopes_of(membership)
        _set(membership, chosen if chosen in held else "", held.get(chosen, []))


def _set(membership: Membership, code: str, scopes: list[str]) -> None:
    Membership.objects.filter(pk=membership.pk).update(badge=code, badge_in=scopes)

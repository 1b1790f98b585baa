"""Forgetting who was where, once a congress is long over; and keys of letters that open nothing any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from allauth.account.models import EmailConfirmation

from accounts import actions, staying
from accounts.models import Block, Membership
from core import clock, ended

CONFIRMS = timedelta(days=3)  # told on /privacy


def forget_memberships(conferences: Sequence[int]) -> int:
    """Drop some memberships of these conferences, with all that hangs on them; how many. Open pages ask again."""
    old = staying.gone(Membership.objects.filter(conference__in=conferences))
    some: dict[int, int] = dict(old.values_list("pk", "person_id")[: ended.AT_ONCE])
    Membership.objects.filter(pk__in=some).delete()
    for person_id in some.values():
        actions.tell_rights(person_id)
    return len(some)


def forget_blocks(conferences: Sequence[int]) -> int:
    """Drop some of the blocks of these conferences; how many."""
    some = Block.objects.filter(conference__in=conferences).values_list("pk", flat=True)[: ended.AT_ONCE]
    return Block.objects.filter(pk__in=list(some)).delete()[0]


def forget_confirmations() -> int:
    """Drop keys that were sent to addresses to confirm them; how many."""
    gone: int = EmailConfirmation.objects.filter(created__lt=clock.now() - CONFIRMS).delete()[0]
    return gone

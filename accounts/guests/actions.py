"""The only writers of guests: people of one room, without an account and for a short while."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts import actions
from accounts.guests.doors import Door
from accounts.joining import actions as joining
from accounts.models import Membership, User
from core import clock, privacy
from core.models import Conference

# How long after its congress a guest's words are kept
KEPT = timedelta(days=30)


def come_in(conference: Conference, door: Door, name: str) -> Membership:
    """A guest for one room. Nobody can sign in as her or write to her: the address is none (RFC 2606)."""
    joining.must_not_look_like_team(conference.pk, name, "name")
    address = f"guest-{secrets.token_hex(12)}@guest.invalid"
    person = User.objects.create_user(address, display_name=name or _("Guest"), zone=conference.zone, is_guest=True)
    membership = Membership.objects.create(
        conference=conference,
        person=person,
        state=Membership.State.GUEST,
        appears=Membership.Appears.QUIET,
        consent_version=actions.CONSENT_VERSION,
        joined_at=clock.now(),
    )
    actions.grant(membership, "guest", door.scope)
    return membership


def show_out(scope: str) -> int:
    """Tell the open pages of a room's guests that they may not be there any more; how many guests."""
    inside = Membership.objects.filter(state=Membership.State.GUEST, grants__scope=scope)
    people = list(inside.values_list("person_id", flat=True))
    for person_id in people:
        actions.tell_rights(person_id)
    return len(people)


def forget(now: datetime) -> int:
    """Erase the guests of congresses that are long over; how many."""
    over = Membership.objects.filter(state=Membership.State.GUEST, conference__ends_on__lt=(now - KEPT).date())
    gone = list(over.values_list("person_id", flat=True)[:200])
    for person_id in gone:
        privacy.erase_person(person_id)
    return len(gone)

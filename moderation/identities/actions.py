"""The only writers about who is behind a pseudonym."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict
from moderation.identities import queries
from moderation.identities.models import Look


def ask(actor: Actor, membership: Membership, reason: str) -> Look:
    """The first of the two. Conflict while somebody else's wish still counts."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    if queries.current(membership) is not None:
        raise Conflict("identity.asked", _("Somebody has asked for this already."))
    asked = {"asked_at": clock.now(), "asked_by_id": actor.person_id}
    return Look.objects.create(membership=membership, reason=reason, **asked)


def agree(actor: Actor, look: Look) -> Look:
    """The second of the two: both read the name for a day, and whose name it is learns of it at once."""
    Look.objects.select_for_update().get(pk=look.pk)
    look = queries.look(look.pk)
    if look.agreed_at is not None:
        raise Conflict("identity.agreed", _("Somebody has decided this meanwhile. Please look again."))
    look.agreed_at, look.agreed_by_id = clock.now(), actor.person_id
    look.save(update_fields=["agreed_at", "agreed_by"])
    _tell(look)
    return look


def refuse(look: Look) -> None:
    """The second says no: nobody learns it."""
    Look.objects.filter(pk=look.pk, agreed_at=None).delete()


def _tell(look: Look) -> None:
    member = look.membership
    text = _("Two organizers together have looked who is behind your pseudonym. Their reason: %(reason)s")
    notices.send(
        member.person_id,
        key=f"identity:{look.pk}",
        kind="identity",
        conference=member.conference,
        title=_("Your name was looked up"),
        text=text % {"reason": look.reason},
        urgent=True,
    )

"""The only writers of lounges."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from conference.lounges import events
from conference.lounges.models import Lounge
from conference.rooms.admission import actions as admission
from core import clock
from core.actor import Actor
from core.errors import Conflict
from core.models import Conference
from messaging import actions as messaging
from realtime import log
from realtime.log import News

# More of them nobody finds her way through
MOST = 40


def make(conference: Conference, *, name: str, about: str, visibility: str, roles: list[str]) -> Lounge:
    """A new lounge with its chat. Raises Conflict when there are more than anybody looks through."""
    if Lounge.objects.filter(conference=conference, archived_at=None).count() >= MOST:
        raise Conflict("lounge.many", _("There are forty lounges already. Archive one first."))
    for_roles = admission.chosen(conference.pk, visibility, roles)
    made = Lounge.objects.create(
        conference=conference, name=name, about=about, visibility=visibility, for_roles=for_roles
    )
    messaging.open_thread(conference.pk, "lounge", str(made.pk))
    return made


def change(lounge: Lounge, *, roles: list[str], **fields: Any) -> None:
    """Change what a lounge is; whoever is inside and may not stay is shown out before it is told."""
    for_roles = admission.chosen(lounge.conference_id, fields["visibility"], roles)
    Lounge.objects.filter(pk=lounge.pk).update(**fields, for_roles=for_roles)
    _tell(lounge)


def set_chat(lounge: Lounge, **fields: Any) -> None:
    """Say who writes in it, how fast, and whether a moderator reads first."""
    Lounge.objects.filter(pk=lounge.pk).update(**fields)
    _tell(lounge)


def archive(lounge: Lounge, on: bool) -> None:
    """Take a lounge away with all that was said in it, or bring it back as it was."""
    Lounge.objects.filter(pk=lounge.pk).update(archived_at=clock.now() if on else None)
    _tell(lounge)


def invite(actor: Actor, lounge: Lounge, member: Membership) -> bool:
    """Let somebody in by name, and tell her; False for who was invited before."""
    url = reverse("lounge", args=[lounge.conference.slug, lounge.pk])
    return admission.invite(actor, lounge, member, lounge.name, url)


def _tell(lounge: Lounge) -> None:
    lounge.refresh_from_db()
    log.append(News(lounge.stream, events.CHANGED, events.data(lounge), subject=lounge.stream))

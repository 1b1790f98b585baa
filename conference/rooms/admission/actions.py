"""The only writers of whom a room is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Grant, Membership
from accounts.notices import actions as notices
from conference.rooms import actions as rooms
from conference.rooms.admission import events, queries
from conference.rooms.admission.rules import CHOSEN
from conference.rooms.models import Room
from core.actor import Actor
from core.errors import Invalid
from realtime import log
from realtime.log import News

# Streams besides the room's own that are for who may be in it: features above register theirs
Streams = Callable[[Room], Iterable[str]]
_streams: list[Streams] = []


def register(streams: Streams) -> None:
    if streams not in _streams:
        _streams.append(streams)


def set_visibility(actor: Actor, room: Room, visibility: str, roles: list[str]) -> None:
    """Say whom a room is for. Whoever is inside and may not be there any more is shown out at once, by the hubs.

    Where a room is for some, nobody comes in by its code: everybody can read that one in the address.
    """
    chosen = _chosen(room, roles) if visibility == Room.Visibility.ROLES else []
    data = events.DoorsData(room=room.pk)
    for stream in [room.stream, *(name for streams in _streams for name in streams(room))]:
        log.append(News(stream, events.DOORS, data))
    guests = room.guests and visibility not in CHOSEN
    rooms.change_room(actor, room, visibility=visibility, for_roles=chosen, guests=guests)


def _chosen(room: Room, roles: list[str]) -> list[str]:
    known = {role.code for role in queries.roles(room.conference_id)}
    if not roles:
        raise Invalid("room.no_role", _("Choose at least one role."), field="roles")
    if set(roles) - known:
        raise Invalid("role.unknown", _("There is no such role here."), field="roles")
    return sorted(set(roles))


def invite(actor: Actor, room: Room, member: Membership) -> bool:
    """Let somebody in by name, and tell her; False for who was invited before."""
    if queries.invited(room).filter(pk=member.pk).exists():
        return False
    accounts.set_scoped_role(actor, member, queries.INVITED, room.scope, True)
    grant = Grant.objects.get(membership=member, role__code=queries.INVITED, scope=room.scope)
    notices.send(
        member.person_id,
        key=f"room:{room.pk}:invited:{grant.pk}",
        kind="room.invited",
        conference=room.conference,
        title=_("You are invited to a room"),
        text=_("You may come to \u201c%(title)s\u201d.") % {"title": room.session.title},
        url=reverse("session", args=[room.conference.slug, room.session.code]),
    )
    return True


def uninvite(actor: Actor, room: Room, member: Membership) -> None:
    """Take an invitation back; her open pages of the room close at once."""
    accounts.set_scoped_role(actor, member, queries.INVITED, room.scope, False)

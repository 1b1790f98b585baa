"""The only writers of whom a room is for, and who is invited to it or to a lounge."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Grant, Membership
from accounts.notices import actions as notices
from conference.rooms import actions as rooms
from conference.rooms.admission import doorway, events, queries
from conference.rooms.admission.doorway import Doorway
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
    for_roles = chosen(room.conference_id, visibility, roles)
    data = events.DoorsData(room=room.pk)
    for stream in [room.stream, *(name for streams in _streams for name in streams(room))]:
        log.append(News(stream, events.DOORS, data))
    guests = room.guests and visibility not in CHOSEN
    rooms.change_room(actor, room, visibility=visibility, for_roles=for_roles, guests=guests)


def chosen(conference_id: int, visibility: str, roles: list[str]) -> list[str]:
    """The roles a place is for, if it is for some. Raises Invalid for none and for such as nobody can be let in by."""
    if visibility != Room.Visibility.ROLES:
        return []
    known = {role.code for role in queries.roles(conference_id)}
    if not roles:
        raise Invalid("room.no_role", _("Choose at least one role."), field="roles")
    if set(roles) - known:
        raise Invalid("role.unknown", _("There is no such role here."), field="roles")
    return sorted(set(roles))


def invite(actor: Actor, door: Doorway, member: Membership, title: str, url: str) -> bool:
    """Let somebody in by name, and tell her what it is and where; False for who was invited before."""
    if queries.invited(door).filter(pk=member.pk).exists():
        return False
    accounts.set_scoped_role(actor, member, queries.INVITED, door.scope, True)
    tell_desk(door)
    grant = Grant.objects.get(membership=member, role__code=queries.INVITED, scope=door.scope)
    notices.send(
        member.person_id,
        key=f"{door.scope}:invited:{grant.pk}",
        kind="room.invited",
        conference=door.conference,
        title=_("You are invited to a room"),
        text=_("You may come to \u201c%(title)s\u201d.") % {"title": title},
        url=url,
    )
    return True


def uninvite(actor: Actor, door: Doorway, ref: str) -> None:
    """Take an invitation back, if she has one; her open pages of the place close at once."""
    member = queries.invited(door).filter(ref=ref).first()
    if member is not None:
        accounts.set_scoped_role(actor, member, queries.INVITED, door.scope, False)
        tell_desk(door)


def tell_desk(door: Doorway) -> None:
    """Who looks after the place sees who is invited to it now; whoever is no more is in no earlier word of it."""
    data = events.invited(door, queries.invited(door))
    log.append(News(door.desk, events.INVITED, data, subject=f"invited:{door.scope}", rewrites=True))


def follow_who_goes(membership: Membership, scope: str) -> None:
    """Who leaves the congress is invited nowhere there any more."""
    if not scope:
        hers = Grant.objects.filter(membership=membership, role__code=queries.INVITED).values_list("scope", flat=True)
        for door in [doorway.behind(one) for one in sorted(hers)]:
            if door is not None:
                tell_desk(door)

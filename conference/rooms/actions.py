"""The only writers about rooms."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.guests import actions as guests
from accounts.models import Grant, Membership
from conference.rooms import events, panels
from conference.rooms import queries as rooms
from conference.rooms.admission import rules as admission
from conference.rooms.models import Room
from core import clock
from core.actor import ANONYMOUS, Actor
from core.errors import Conflict
from core.unit import unit_of_work
from messaging import actions as messaging
from realtime import log, pulse
from realtime.log import News
from schedule.programme.models import Session

# What a patients' session is (live-rooms.md): the sentences beside each are in conference/_preset.html
PATIENTS: dict[str, Any] = {"anonymous_first": True, "chat_waits": True, "questions_wait": True, "quiet": True}


def room_of(session: Session) -> Room:
    """The room of a session, made with its thread when somebody first comes."""
    room = rooms.with_what_stands(Room.objects.filter(session=session)).first()
    if room is not None:
        room.session = session
        if "conference" in session._state.fields_cache:
            room.conference = session.conference
        return room
    with unit_of_work():
        room, _fresh = Room.objects.get_or_create(session=session, defaults={"conference_id": session.conference_id})
        messaging.open_thread(room.conference_id, "room", str(room.pk))
    return room


def change_room(actor: Actor, room: Room, **fields: Any) -> None:
    """Change what a room is set to, and tell it and its desk."""
    Room.objects.filter(pk=room.pk).update(**fields)
    room.refresh_from_db()
    data = rooms.standing(room, rooms.sitting_now(room.session, clock.now()))
    for stream in (room.stream, room.desk):
        log.append(News(stream, events.CHANGED, data, subject=f"room:{room.pk}"))
    _tell_desk(room)


def set_off(actor: Actor, room: Room, off: list[str]) -> list[str]:
    """Switch features off, and all others on, for the kind the room is now; another kind keeps its own."""
    room = Room.objects.select_for_update(of=("self",)).select_related("conference", "session").get(pk=room.pk)
    change_room(actor, room, off_by_kind={**(room.off_by_kind or {}), room.kind: off})
    return off


def let_chair(actor: Actor, room: Room, member: Membership, on: bool) -> None:
    """Let a member chair a room, or no more, and tell its desk."""
    accounts.set_scoped_role(actor, member, rooms.CHAIR, room.scope, on)
    _tell_chairs(room)


def follow_who_goes(membership: Membership, scope: str) -> None:
    """Who leaves the congress chairs nothing there any more."""
    if not scope:
        hers = Grant.objects.filter(membership=membership, role__code=rooms.CHAIR).values_list("scope", flat=True)
        for room in rooms.of_scopes(hers):
            _tell_chairs(room)


def _tell_chairs(room: Room) -> None:
    log.append(News(room.desk, events.CHAIRED, rooms.chairs(room), subject=f"room-chairs:{room.pk}", rewrites=True))


def _tell_desk(room: Room) -> None:
    log.append(News(room.desk, events.SET, events.settings(room), subject=f"room-set:{room.pk}"))


def follow_move(session: Session) -> None:
    """The session moved on the day: open pages of its room fetch their stage again, since places have theirs."""
    room = Room.objects.filter(session=session).first()
    if room is not None:
        change_room(ANONYMOUS, room)


def set_preset(actor: Actor, room: Room, preset: str) -> None:
    """Make it a patients' session, or bring back what the room was before. Conflict for what it is already."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    if room.preset == preset:
        raise Conflict("room.preset_already", _("This room is set so already."))
    if preset:
        before = {name: getattr(room, name) for name in PATIENTS}
        change_room(actor, room, **PATIENTS, preset=preset, before=before)
    else:
        change_room(actor, room, **(room.before or {}), preset="", before=None)
    panels.preset_changed(room)


def let_guests_in(room: Room, on: bool) -> None:
    """Open the room to whoever has its code, or close it to them; those inside are asked again at once.

    Conflict for a room that is for some only.
    """
    if on and room.visibility in admission.CHOSEN:
        raise Conflict("room.not_for_guests", _("This room is for some only. Open it to the congress first."))
    Room.objects.filter(pk=room.pk).update(guests=on)
    room.guests = on
    _tell_desk(room)
    guests.show_out(room.scope)


def react(room: Room, kind: str) -> None:
    """Let the room see it with the next pulse. Nothing is written."""
    transaction.on_commit(lambda: pulse.beat(room.stream, kind))

"""May she? About rooms. A room is for those whom its visibility names; to all others it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from conference.rooms import features
from conference.rooms.admission import rules as admission
from conference.rooms.models import Room
from core import actor as actors
from core.actor import BARS, Actor
from core.errors import Forbidden, NotFound
from core.statements import Statement
from core.text import as_id
from core.unit import once
from messaging.kinds import Pace
from realtime import presence


def may_enter(actor: Actor, room: Room) -> bool:
    """Whom the room is for, in her congress, unless a moderator keeps her out. All that a room holds asks this."""
    belongs = actor.conference_id == room.conference_id and not actor.held(BARS, room.stream)
    return belongs and admission.admits(actor, room)


def readers(room: Room, people: Iterable[int]) -> set[int]:
    """Whom of these people one may still tell what happened in a room. No query where it is open to all members."""
    if room.visibility not in admission.CHOSEN:
        return set(people)
    return {one for one in people if may_enter(actors.load(one, room.conference_id), room)}


def may_write(actor: Actor, room: Room) -> bool:
    """In an open room; raises Forbidden for somebody whose writing is paused in this room."""
    if not may_enter(actor, room) or room.opening == Room.Opening.CLOSED:
        return False
    actors.must_not_be_held(actor, room.stream)
    return True


def may_react(actor: Actor, room: Room) -> bool:
    return may_write(actor, room) and features.must_be_on(room, "reactions")


def may_caption(actor: Actor, room: Room) -> bool:
    return may_write(actor, room) and features.must_be_on(room, "captions")


def may_stage(actor: Actor, room: Room) -> bool:
    """Put something on its stage; taking away and marking is always allowed."""
    return may_enter(actor, room) and features.must_be_on(room, "stage")


def may_moderate(actor: Actor, room: Room) -> bool:
    return may_enter(actor, room) and actor.can("moderate", room.scope)


def withheld(room: Room, now: datetime) -> bool:
    """Nothing of what was shown leaves the room: neither recording nor captions, slides, replay, letters or sheets."""
    return room.mark == Room.Mark.NO_RECORDING or embargoed(room, now)


def embargoed(room: Room, now: datetime) -> bool:
    return room.embargo_until is not None and room.embargo_until > now


def room_of_key(key: str) -> Room | None:
    return _BARE.first(pk=as_id(key))


def room_of_thread(key: str) -> Room | None:
    """The room of a chat with its session, read once for all rules of one command."""
    return once(("room", key), lambda: _ROOM.first(pk=as_id(key)))


_ROOM = Statement(lambda pk: Room.objects.select_related("session").filter(pk=pk))
_BARE = Statement(lambda pk: Room.objects.filter(pk=pk))


def may_read_room(person_id: int, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_enter(actors.load(person_id, room.conference_id), room)


def may_read_desk(person_id: int, key: str) -> bool:
    room = room_of_key(key)
    return room is not None and may_moderate(actors.load(person_id, room.conference_id), room)


def thread_read(actor: Actor, key: str) -> bool:
    room = room_of_thread(key)
    return room is not None and may_enter(actor, room)


def thread_write(actor: Actor, key: str) -> bool:
    room = room_of_thread(key)
    if room is None or not may_write(actor, room):
        return False
    features.must_be_on(room, "chat")
    if room.chat_for == Room.ChatFor.MODERATORS and not may_moderate(actor, room):
        raise Forbidden("chat.moderators_only", _("Only moderators write here just now. You can read on."))
    if actor.guest_of:
        raise Forbidden("chat.members_only", _("Members of the congress write here. As a guest you can read on."))
    return True


def thread_shown(actor: Actor, key: str) -> bool:
    """Whether pages show the chat of a room; who moderates decides about its messages all the same."""
    room = room_of_thread(key)
    return room is not None and "chat" not in room.off


def thread_attach(actor: Actor, key: str) -> bool:
    room = room_of_thread(key)
    return room is not None and features.must_be_on(room, "files")


def thread_moderate(actor: Actor, key: str) -> bool:
    room = room_of_thread(key)
    return room is not None and may_moderate(actor, room)


def place_of(conference_id: int, key: str) -> str:
    """What people call a room, for those who decide about somebody's part in it."""
    room = Room.objects.filter(pk=as_id(key), conference_id=conference_id).select_related("session").first()
    if room is None:
        raise NotFound
    return room.session.title[:200]


def page_of(conference_id: int, key: str) -> str:
    """The desk of a room."""
    found = Room.objects.filter(pk=as_id(key), conference_id=conference_id).select_related("conference", "session")
    room = found.first()
    if room is None:
        raise NotFound
    return reverse("room_desk", args=[room.conference.slug, room.session.code])


def thread_pace(actor: Actor, key: str) -> Pace:
    """Slow mode and reading before others do, as the room is set; moderators write freely."""
    room = room_of_thread(key)
    if room is None or may_moderate(actor, room):
        return Pace(free=True)
    return Pace(seconds=room.chat_seconds, waits=room.chat_waits, delay=room.chat_delay)


def thread_typing(actor: Actor, key: str) -> bool:
    """In small rooms only, and never in a patients' session."""
    room = room_of_thread(key)
    return room is not None and not room.quiet and presence.is_small(room.stream)


def thread_desk(key: str) -> str:
    return f"desk:{key}"

"""The only writers about stages."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from conference.rooms import actions as rooms
from conference.rooms import queries as room_queries
from conference.rooms import rules
from conference.rooms.models import Recording, Room, StageSource
from conference.rooms.stage import queries
from conference.rooms.stage.found import actions as found
from core import clock
from core.actor import ANONYMOUS
from core.errors import Conflict, Invalid
from schedule.programme.models import Place


def add_source(owner: Place | Room, *, label: str, url: str, captions: str = "") -> StageSource:
    """Add a stage source to a place or a room. Raises Invalid for a host that pages may not load from."""
    for address in filter(None, (url, captions)):
        _must_load(address)
    owned = {"place": owner} if isinstance(owner, Place) else {"room": owner}
    position = StageSource.objects.filter(**owned).count()
    made = StageSource.objects.create(**owned, label=label, url=url, captions=captions, position=position)
    if isinstance(owner, Room):
        rooms.change_room(ANONYMOUS, owner)
        found.tell(owner)  # a meeting came: there may be a recording to look for
    return made


def _must_load(address: str) -> None:
    if queries.player(address) is None:
        sorry = _("Streams may come from this site, YouTube, Vimeo, a meeting, or a host that is allowed here.")
        raise Invalid("source.host_not_allowed", sorry, field="url")


def drop_source(source: StageSource) -> None:
    """Take a source of a room away; pages go on to the next one."""
    room = source.room
    source.delete()
    if room is not None:
        rooms.change_room(ANONYMOUS, room)
        found.tell(room)


def first(source: StageSource) -> None:
    """Let a source of a room be tried before its others."""
    others = StageSource.objects.filter(room=source.room).exclude(pk=source.pk).order_by("position", "pk")
    for position, one in enumerate([source, *others]):
        StageSource.objects.filter(pk=one.pk).update(position=position)
    if source.room is not None:
        rooms.change_room(ANONYMOUS, source.room)


def attach_recording(
    room: Room, *, url: str, captions: str = "", offset: int = 0, until: datetime | None = None
) -> Recording:
    """Put the recording of a session into its room, in place of an earlier one.

    Raises Conflict where the speakers want none, Invalid for a host that pages may not load from.
    """
    if room.mark == Room.Mark.NO_RECORDING:
        raise Conflict("recording.not_wanted", _("The speakers want no recording of this session."))
    for address in filter(None, (url, captions)):
        _must_load(address)
    words = {"url": url, "captions": captions, "offset": offset, "available_until": until, "added_at": clock.now()}
    made, _was_there = Recording.objects.update_or_create(room=room, defaults=words)
    found.settle(room)
    rooms.change_room(ANONYMOUS, room)
    return made


def drop_recording(room: Room) -> None:
    """Take the recording of a room away."""
    Recording.objects.filter(room=room).delete()
    rooms.change_room(ANONYMOUS, room)


def set_mark(room: Room, mark: str, embargo_until: datetime | None) -> None:
    """Say how what is shown may be used. Where no recording is wanted, one that is there goes."""
    if mark == Room.Mark.NO_RECORDING:
        Recording.objects.filter(room=room).delete()
    rooms.change_room(ANONYMOUS, room, mark=mark, embargo_until=embargo_until)
    if rules.withheld(room, clock.now()):
        found.forget(room)


def set_streaming(room: Room, on: bool) -> None:
    """The picture of a room arrives at our ingest, or has ended: open pages are told."""
    rooms.change_room(ANONYMOUS, room, streaming_since=clock.now() if on else None)


def renew_key(room: Room) -> Room:
    """End all stream keys of a room; its desk shows a new one."""
    Room.objects.filter(pk=room.pk).update(key_version=F("key_version") + 1)
    return room_queries.room(room.pk)

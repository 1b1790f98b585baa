"""The only writers about rooms."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from conference.rooms import events
from conference.rooms.models import Room, StageSource
from core.actor import Actor
from core.errors import Invalid
from core.unit import unit_of_work
from messaging import actions as messaging
from realtime import log, pulse
from realtime.log import News
from schedule.programme.models import Place, Session


def room_of(session: Session) -> Room:
    """The room of a session, made with its thread when somebody first comes."""
    room = Room.objects.filter(session=session).first()
    if room is not None:
        return room
    with unit_of_work():
        room, _fresh = Room.objects.get_or_create(session=session, defaults={"conference_id": session.conference_id})
        messaging.open_thread(room.conference_id, "room", str(room.pk))
    return room


def change_room(actor: Actor, room: Room, **fields: Any) -> None:
    """Change what a room is set to, and tell it and its desk."""
    Room.objects.filter(pk=room.pk).update(**fields)
    room.refresh_from_db()
    for stream in (room.stream, room.desk):
        log.append(News(stream, events.CHANGED, events.data(room), subject=f"room:{room.pk}"))


def add_source(owner: Place | Room, *, label: str, url: str, captions: str = "") -> StageSource:
    """Add a stage source to a place or a room. Raises Invalid for a host that pages may not load from."""
    for address in filter(None, (url, captions)):
        _must_be_loadable(address)
    owned = {"place": owner} if isinstance(owner, Place) else {"room": owner}
    position = StageSource.objects.filter(**owned).count()
    return StageSource.objects.create(**owned, label=label, url=url, captions=captions, position=position)


def _must_be_loadable(url: str) -> None:
    """Pages load from this site and from the hosts the installation names, nothing else (CSP says the same)."""
    parts = urlsplit(url)
    if not parts.scheme and not parts.netloc and parts.path.startswith("/") and not url.startswith("//"):
        return
    if parts.scheme == "https" and f"https://{parts.netloc}" in settings.MEDIA_HOSTS:
        return
    raise Invalid("source.host_not_allowed", _("Streams may come from this site or an allowed host only."), field="url")


def react(room: Room, kind: str) -> None:
    """Let the room see it with the next pulse. Nothing is written."""
    transaction.on_commit(lambda: pulse.beat(room.stream, kind))

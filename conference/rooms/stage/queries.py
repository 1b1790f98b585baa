"""What plays on the stage of a room."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.rooms import rules
from conference.rooms.captions import queries as kept
from conference.rooms.models import Recording, Room, StageSource
from conference.rooms.stage import bigbluebutton, ingest, players
from conference.rooms.stage.players import Player
from core import clock
from core.errors import NotFound
from schedule.programme.models import ReleasedSitting, Sitting


def player(url: str) -> Player | None:
    """Our reading of an address with what this installation allows; None for one that no page may load."""
    meeting = urlsplit(settings.BBB_URL).hostname or ""
    return players.of(url, settings.MEDIA_HOSTS, settings.EMBED_HOSTS, meeting)


def source(pk: int) -> StageSource:
    found = StageSource.objects.select_related("room__conference", "room__session").filter(pk=pk).first()
    if found is None or found.room is None:
        raise NotFound
    return found


def sources_of(room: Room, sitting: ReleasedSitting | None) -> list[dict[str, Any]]:
    """What the page's script plays, in order: our own ingest while it runs, the room's sources, then its place's.

    Each has label, url, captions, kind (video, frame, link) and host. One query.
    """
    place = sitting.place_id if sitting else None
    found = StageSource.objects.filter(Q(room=room) | Q(place_id=place, place__isnull=False))
    ordered = sorted(found, key=lambda s: (s.room_id is None, s.position))
    own = _own_stream(room)
    return own + [entry for entry in (_entry(room, s) for s in ordered) if entry]


def _own_stream(room: Room) -> list[dict[str, Any]]:
    url = ingest.playlist(room) if room.streaming_since else ""
    return [{"label": _("Live"), "url": url, "captions": "", "kind": "video", "host": "", "key": ""}] if url else []


def _entry(room: Room, one: StageSource) -> dict[str, Any] | None:
    """None for an address that was allowed once and is not any more."""
    found = player(one.url)
    if found is None:
        return None
    here = room.kind == Room.Kind.WORKSHOP and found.meets
    if one.url == players.BIGBLUEBUTTON:
        found = _meeting(room, bigbluebutton.frame_host() if here else "")
    captions = one.captions if "captions" not in room.off else ""
    words = {"label": one.label, "url": found.address, "captions": captions, "kind": found.kind, "host": found.host}
    return {**words, "key": str(one.pk) if one.room_id else "", "meets": here and found.kind == "frame"}


def _meeting(room: Room, host: str) -> Player:
    """The way into the room's own meeting: on the page if its server may be framed, else in a new window."""
    address = reverse("room_meeting", args=[room.conference.slug, room.session.code])
    return Player("frame", address, host) if host else Player("link", address, "BigBlueButton")


def recording_of(room: Room) -> list[dict[str, Any]]:
    """The recording as a source to play, if there is one, its time is not over, and no embargo holds. One query."""
    now = clock.now()
    if rules.withheld(room, now):
        return []
    found = Recording.objects.filter(room=room).first()
    if found is None or (found.available_until and found.available_until < now):
        return []
    how = player(found.url)
    if how is None:
        return []
    text = found.captions if "captions" not in room.off else ""
    if not text and kept.are_kept(room):
        text = reverse("room_captions", args=[room.conference.slug, room.session.code])
    words = {"label": _("Recording"), "url": how.address, "captions": text, "kind": how.kind}
    return [{**words, "host": how.host, "key": "", "offset": found.offset, "recorded": True}]


def has_recording(room: Room) -> bool:
    """Whether one is there, shown or not."""
    return Recording.objects.filter(room=room).exists()


def on_stage(room: Room, sitting: ReleasedSitting | None, state: str) -> list[dict[str, Any]]:
    """What plays at this moment: the sources while the room is open, its recording afterwards, else nothing.

    A replay shows the recording and never what its place shows: another session may be live there.
    """
    if "stage" in room.off:
        return []
    if is_replay(sitting):
        return recording_of(room) if state in {"live", "ended"} else []
    if state in {"live", "open"}:
        return sources_of(room, sitting)
    return recording_of(room) if state == "ended" else []


def is_replay(sitting: ReleasedSitting | None) -> bool:
    return sitting is not None and sitting.kind == Sitting.Kind.REPLAY


def has_meeting(room: Room, sitting: ReleasedSitting | None) -> bool:
    """Whether a BigBlueButton meeting belongs to this room or its place."""
    if is_replay(sitting):
        return False
    place = sitting.place_id if sitting else None
    found = StageSource.objects.filter(Q(room=room) | Q(place_id=place, place__isnull=False))
    return found.filter(url=players.BIGBLUEBUTTON).exists()

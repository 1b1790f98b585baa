"""Captions: the one that stands now, and all of them for a player."""

from __future__ import annotations

from django.db.models import QuerySet

from conference.rooms import features, rules
from conference.rooms.captions import events, webvtt
from conference.rooms.models import Caption, Recording, Room
from core import clock
from core.errors import Forbidden, NotFound
from schedule.programme.models import Sitting


def standing(room: Room) -> dict[str, object]:
    """What stands under the stage, as event data; empty when nobody has written for a minute. The room knows it."""
    text = getattr(room, "standing", "") if "captions" not in room.off else ""
    return events.CaptionData(room=room.pk, text=text or "").model_dump(mode="json")


def are_kept(room: Room) -> bool:
    return "captions" not in room.off and _of_the_session(room).exists()


def as_webvtt(room: Room) -> str:
    """The captions of the session, timed for its recording. Refused under an embargo, as the recording is."""
    if rules.withheld(room, clock.now()):
        raise Forbidden("room.embargo", "Nothing of this session leaves its room yet.")
    features.must_be_on(room, "captions")
    rows = list(_of_the_session(room).order_by("at_ms", "pk").values_list("at_ms", "text"))
    if not rows:
        raise NotFound
    offset = Recording.objects.filter(room=room).values_list("offset", flat=True).first() or 0
    return webvtt.write([(at or 0, text) for at, text in rows], offset)


def _of_the_session(room: Room) -> QuerySet[Caption]:
    live = Caption.objects.filter(room=room, at_ms__isnull=False)
    return live.exclude(sitting__kind=Sitting.Kind.ROUND)

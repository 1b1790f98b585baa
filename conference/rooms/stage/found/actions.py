"""The only writers about recordings on the meeting server. None of them shows one: that is `recording.attach`."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django_tasks import task

from conference.rooms import queries as rooms
from conference.rooms.models import FoundRecording, Room
from conference.rooms.stage import bigbluebutton
from conference.rooms.stage import queries as stage
from conference.rooms.stage.found import events, queries
from core import clock
from core.errors import Conflict, NotFound, Unavailable
from core.unit import before_commit, unit_of_work
from realtime import log
from realtime.log import News

State = FoundRecording.State
AT_ONCE = 5  # meetings asked for in one round; each may take until its timeout


def ask(room: Room) -> None:
    """Look for a room's recording, soon and outside of any transaction: the server may be slow."""
    if not queries.may_look(room, clock.now()):
        raise Conflict("recording.not_to_look_for", _("There is no meeting here that might have been recorded."))
    _note(room, State.LOOKING)
    before_commit(lambda: _enqueue(room.pk))


def _enqueue(pk: int) -> None:
    look.enqueue(pk)


@task()
def look(pk: int) -> str:
    """Ask the meeting server; what it said, as the desk is told."""
    try:
        room = rooms.room(pk)
    except NotFound:
        return ""
    if not queries.may_look(room, clock.now()):  # a speaker may have said no meanwhile
        with unit_of_work():
            forget(room)
        return ""
    state, url, offset = _found(room)
    with unit_of_work():
        room = Room.objects.select_for_update(of=("self",)).select_related("session", "conference").get(pk=pk)
        if queries.may_record(room, clock.now()):
            _note(room, state, url, offset)
    return state


def _found(room: Room) -> tuple[str, str, int]:
    try:
        playbacks = bigbluebutton.recordings(bigbluebutton.meeting_of(room.pk))
    except Unavailable:
        return State.AWAY, "", 0
    fit = next((one for one in playbacks if stage.player(one.url) is not None), None)
    if fit is None:
        return (State.ELSEWHERE if playbacks else State.NONE), "", 0
    return State.FOUND, fit.url, queries.begins(room, fit.started)


def look_for_due(now: datetime) -> int:
    """After sessions with a meeting: look for what was recorded; of how many."""
    due = [room.pk for room in queries.due(now) if queries.may_look(room, now)][:AT_ONCE]
    for pk in due:
        look.func(pk)
    return len(due)


def settle(room: Room) -> None:
    """It was taken or turned down: it is not offered again."""
    if FoundRecording.objects.filter(room=room).exists():
        _note(room, State.SETTLED)


def forget(room: Room) -> None:
    """Speakers want no recording: what was found is not offered any more."""
    if FoundRecording.objects.filter(room=room).delete()[0]:
        tell(room)


def _note(room: Room, state: str, url: str = "", offset: int = 0) -> None:
    said = {"state": state, "url": url, "offset": offset, "looked_at": clock.now()}
    FoundRecording.objects.update_or_create(room=room, defaults=said)
    tell(room)


def tell(room: Room) -> None:
    """To the desk alone; what is no longer offered is gone from every earlier event."""
    data = queries.at_desk(room)
    log.append(News(room.desk, events.LOOKED, data, f"found:{room.pk}", rewrites=not data.url))

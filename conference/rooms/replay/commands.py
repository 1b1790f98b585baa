"""What one may do so that a session can be seen again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from conference.rooms import queries as rooms
from conference.rooms import rules
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Id, Payload
from schedule.programme import actions as programme
from schedule.programme import queries as sittings
from schedule.programme.rules import MANAGE

ROUND = timedelta(minutes=30)


class Repeat(Payload):
    room: Id
    kind: Literal["replay", "round"]
    # On the clock of the congress, as a form sends it: 2026-11-26T03:00
    start: datetime


@command(
    "room.repeat", schema=Repeat, subject=lambda data: rooms.room(data.room), permission=MANAGE,
    rule=rules.may_enter, limit=Limit(60, 3600), audited=True, form="conference/_repeat_form.html",
)  # fmt: skip
def repeat(actor: Actor, room: Room, data: Repeat) -> Result:
    """Let a session sit once more: its recording with live chat, or a second round of questions."""
    start = data.start if data.start.tzinfo else data.start.replace(tzinfo=clock.zone(room.conference.zone))
    if not 2000 < start.year < 2200 or start <= clock.now():
        raise Invalid("repeat.too_late", _("Choose a time that is still to come."), field="start")
    first = sittings.public_sittings(room.session).first()
    length = first.end - first.start if first and data.kind == "replay" else ROUND
    made = programme.add_sitting(actor, room.session, data.kind, start, length)
    return {"sitting": made.pk}

"""What a speaker may say about her talk."""

from __future__ import annotations

from datetime import datetime, time
from typing import Literal

from conference.rooms import queries as rooms
from conference.rooms.models import Room, Slides
from conference.rooms.speaking import actions, queries, rules
from conference.rooms.stage.commands import Day
from core import clock
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload, Upload


class Agree(Payload):
    room: Id
    mark: Literal["open", "no_photo", "no_recording"]
    embargo: Day = None


class BringSlides(Payload):
    room: Id
    file: Upload


class OneSlides(Payload):
    slides: Id


@command(
    "slides.bring", schema=BringSlides, subject=lambda data: rooms.room(data.room), permission="joined",
    rule=rules.may_agree, limit=Limit(20, 3600), form="conference/_slides_form.html",
)  # fmt: skip
def bring_slides(actor: Actor, room: Room, data: BringSlides) -> Result:
    """Bring the slides of one's own talk, as PDF by form; they take the place of those brought before."""
    return {"slides": actions.bring_slides(actor, room, data.file.name, data.file.content).pk}


@command(
    "slides.drop", schema=OneSlides, subject=lambda data: queries.slides(data.slides), permission="joined",
    rule=rules.may_drop, limit=Limit(60, 3600),
)  # fmt: skip
def drop_slides(actor: Actor, slides: Slides, data: OneSlides) -> Result:
    """Take slides away: the speaker her own, who looks after the room all."""
    actions.drop_slides(slides)
    return {}


@command(
    "speaker.agree", schema=Agree, subject=lambda data: rooms.room(data.room), permission="joined",
    rule=rules.may_agree, limit=Limit(60, 3600), audited=True,
)  # fmt: skip
def agree(actor: Actor, room: Room, data: Agree) -> Result:
    """Say how one's own talk may be photographed and recorded, and until when nothing of it leaves the room."""
    starts = datetime.combine(data.embargo, time.min, clock.zone(room.conference.zone)) if data.embargo else None
    return {"mark": actions.agree(actor, room, data.mark, starts).mark}

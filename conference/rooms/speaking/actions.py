"""The only writers of what speakers say about their talks."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from conference.rooms.models import Consent, Room, Slides, SlidesContent
from conference.rooms.speaking.queries import STRICTER
from conference.rooms.stage import actions as stage
from core import clock
from core.actor import Actor
from core.errors import Invalid
from messaging import actions as messaging
from messaging.files import actions as files
from messaging.models import Thread

PDF = "application/pdf"


def backstage(room: Room) -> Thread:
    """The chat behind a stage, made when somebody first goes there."""
    return messaging.open_thread(room.conference_id, "backstage", str(room.pk))


def agree(actor: Actor, room: Room, mark: str, embargo: datetime | None) -> Room:
    """A speaker's word. The strictest of all speakers holds at once; what is looser again is for the desk to decide."""
    room = Room.objects.select_for_update().get(pk=room.pk)
    said = {"mark": mark, "embargo_until": embargo, "said_at": clock.now()}
    Consent.objects.update_or_create(room=room, membership_id=actor.membership_id or 0, defaults=said)
    strictest = mark if STRICTER[Room.Mark(mark)] > STRICTER[Room.Mark(room.mark)] else room.mark
    latest = max(filter(None, (embargo, room.embargo_until)), default=None)
    if (strictest, latest) != (room.mark, room.embargo_until):
        stage.set_mark(room, strictest, latest)
    return room


def bring_slides(actor: Actor, room: Room, name: str, content: bytes) -> Slides:
    """Slides of a speaker, in place of those she brought before. Raises Invalid for what is no PDF."""
    clean = files.cleaned(name, content)
    if clean.kind != PDF:
        raise Invalid("slides.no_pdf", _("Slides come as PDF, 10 MB at most."), field="file")
    Slides.objects.filter(room=room, membership_id=actor.membership_id or 0).delete()
    about = {"name": clean.name, "size": len(clean.content), "added_at": clock.now()}
    made = Slides.objects.create(room=room, membership_id=actor.membership_id or 0, **about)
    SlidesContent.objects.create(slides=made, data=clean.content)
    return made


def drop_slides(slides: Slides) -> None:
    Slides.objects.filter(pk=slides.pk).delete()


def erase_slides(person_id: int) -> None:
    Slides.objects.filter(membership__person_id=person_id).delete()


def erase(person_id: int) -> None:
    Consent.objects.filter(membership__person_id=person_id).delete()

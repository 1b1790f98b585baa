"""The only writers of absences, and of the letters that make up for them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as people
from conference.rooms import panels, rules
from conference.rooms.absences import morning, queries
from conference.rooms.models import Absence, Room
from conference.rooms.stage import queries as stage
from core import clock, mail
from core.actor import Actor
from core.unit import unit_of_work

LINES = 5


def set_absence(actor: Actor, room: Room, on: bool) -> None:
    """Somebody cannot come, or can after all. Saying it twice is saying it once."""
    mine = {"room": room, "membership_id": actor.membership_id or 0}
    if on:
        Absence.objects.get_or_create(**mine, defaults={"since": clock.now()})
    else:
        Absence.objects.filter(**mine, told_at=None).delete()


def tell_due(now: datetime) -> int:
    """Write to everybody whose morning has come; how many letters. May run twice at once: each goes once."""
    sent = 0
    for pk, end in queries.ended(now):
        with unit_of_work():
            sent += _tell(pk, end, now)
    return sent


def _tell(pk: int, end: datetime, now: datetime) -> int:
    held = Absence.objects.select_for_update(of=("self",)).select_related(
        "room__conference", "room__session", "membership__person"
    )
    absence = held.filter(pk=pk, told_at=None).first()
    if absence is None or now < _due(absence, end):
        return 0
    Absence.objects.filter(pk=pk).update(told_at=now)
    person = absence.membership.person
    letters = people.addresses(rules.readers(absence.room, [person.pk]))
    for person_id, address in letters:
        subject = _("What you missed: %(title)s") % {"title": absence.room.session.title[:150]}
        mail.post(f"absence:{pk}", to=address, subject=subject, text=_text(absence), person_id=person_id)
    return len(letters)


def _due(absence: Absence, end: datetime) -> datetime:
    """The morning after the session, or after its embargo."""
    if absence.room.embargo_until is not None:
        end = max(end, absence.room.embargo_until - morning.REST)
    return morning.after(end, clock.zone(absence.membership.person.zone))


def _text(absence: Absence) -> str:
    room, person = absence.room, absence.membership.person
    where = settings.PUBLIC_URL + reverse("room", args=[room.conference.slug, room.session.code])
    recorded = not rules.withheld(room, clock.now()) and bool(stage.recording_of(room))
    seen = _("The recording is in the room:") if recorded else _("There is no recording yet. The room keeps the rest:")
    parts = [_("You could not come to \u201c%(title)s\u201d.") % {"title": room.session.title}, f"{seen}\n{where}"]
    own = panels.own_words(room, absence.membership_id, person.pk)
    if own:
        parts.append("\n".join([_("Your question:"), *own]))
    told = panels.told(room)[:LINES]
    if told:
        parts.append("\n".join([_("What happened:"), *(f"- {line}" for line in told)]))
    return "\n\n".join(parts) + "\n"


def erase(person_id: int) -> None:
    Absence.objects.filter(membership__person_id=person_id).delete()


def forget(now: datetime) -> int:
    """Drop absences a month after their congress; how many."""
    over = Absence.objects.filter(room__conference__ends_on__lt=(now - queries.KEPT).date())
    return over.delete()[0]

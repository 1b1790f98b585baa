"""What stands at the doors of rooms, for who may come in and who may not. The programme and the lists of rooms ask."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from conference.rooms import rules
from conference.rooms.admission import queries
from conference.rooms.admission.rules import CHOSEN
from conference.rooms.models import Room
from core.actor import Actor
from schedule.programme.doors import Sign
from schedule.programme.models import ReleasedSitting, Session


def of_session(actor: Actor, session: Session) -> Sign | None:
    """The sign on the page of a session. One query for a room that everybody at the congress may enter."""
    room = Room.objects.filter(session=session).first()
    if room is None or room.visibility == Room.Visibility.ATTENDEES:
        return None
    if room.visibility == Room.Visibility.PUBLIC:
        return Sign(_("This room is public: you can follow it without an account."))
    return Sign(queries.sign(room), rules.may_enter(actor, room))


def with_visibility(sittings: QuerySet[ReleasedSitting]) -> QuerySet[ReleasedSitting]:
    """Sittings that know whom their rooms are for, in the query that reads them."""
    room = Room.objects.filter(session=OuterRef("session")).values("visibility")
    return sittings.annotate(visibility=Subquery(room[:1]))


def put_up(actor: Actor, sittings: list[ReleasedSitting]) -> None:
    """Give those of `with_visibility` whose doors are not for the reader a `sign` instead of a way in."""
    chosen = {s.session_id for s in sittings if s.__dict__["visibility"] in CHOSEN}
    shut = {room.session_id: room for room in Room.objects.filter(session__in=chosen)} if chosen else {}
    for sitting in sittings:
        room = shut.get(sitting.session_id)
        if room is not None and not rules.may_enter(actor, room):
            sitting.__dict__["sign"] = queries.sign(room)  # of this page, no column

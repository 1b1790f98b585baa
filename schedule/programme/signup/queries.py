"""Reads sign-ups: how full a session is, and where one stands oneself."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from core import clock
from core.actor import Actor
from schedule.programme import queries as programme
from schedule.programme.models import Session, SignUp
from schedule.programme.signup import rules

SEATED, WAITING = SignUp.State.SEATED, SignUp.State.WAITING


@dataclass(frozen=True, slots=True)
class Seats:
    """How a limited session stands, for one reader. `place` counts on the waiting list from 1; 0 when not on it."""

    total: int
    taken: int
    waiting: int
    mine: str
    place: int
    # Nobody takes or gives a seat any more
    over: bool = False

    @property
    def free(self) -> int:
        return max(0, self.total - self.taken)


def is_over(session: Session) -> bool:
    """Whether a session has sat for the last time; one without a time has not. One query."""
    ends = programme.public_sittings(session).values_list("end", flat=True)
    return bool(ends) and max(ends) <= clock.now()


def seats(actor: Actor, session: Session) -> Seats | None:
    """The seats of a session, None when everybody may come. At most four queries."""
    if session.seats is None:
        return None
    counts = SignUp.objects.filter(session=session).aggregate(
        taken=Count("pk", filter=Q(state=SEATED)), waiting=Count("pk", filter=Q(state=WAITING))
    )
    mine = SignUp.objects.filter(session=session, person=actor.person_id).first() if actor.signed_in else None
    place = 0
    if mine is not None and mine.state == WAITING:
        place = SignUp.objects.filter(session=session, state=WAITING, pk__lte=mine.pk).count()
    return Seats(session.seats, counts["taken"], counts["waiting"], mine.state if mine else "", place, is_over(session))


def for_whom(session: Session) -> str:
    """Whom the seats are for, in words; empty for everybody."""
    return ", ".join([*session.signup_domains, *session.signup_roles])


def fits(email: str, session: Session) -> bool:
    """Whether an address is one that the session is for."""
    return rules.fits_domain(email, session.signup_domains)

"""Gives and takes seats. The session's row is held, so that no two people get the last one."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.notices import actions as notices
from core import clock
from core.actor import Actor
from core.errors import Conflict, Forbidden
from schedule.programme import queries as programme
from schedule.programme.models import Session, SignUp
from schedule.programme.signup import queries
from schedule.programme.signup.queries import SEATED, WAITING


def sign_up(actor: Actor, session: Session) -> SignUp:
    """A seat, or a place on the waiting list when all are taken. Asking twice changes nothing.

    Raises Forbidden for a mail domain that the session is not for, Conflict when it is over.
    """
    assert actor.person_id is not None, "whoever joined is a person"  # noqa: S101
    session = _held(session)
    known = SignUp.objects.filter(session=session, person=actor.person_id).first()
    if known is not None:
        return known
    _must_fit(actor.person_id, session)
    taken = SignUp.objects.filter(session=session, state=SEATED).count()
    state = SEATED if taken < (session.seats or 0) else WAITING
    return SignUp.objects.create(session=session, person_id=actor.person_id, state=state, at=clock.now())


def leave(actor: Actor, session: Session) -> None:
    """Give the seat back; who waits longest moves up and is told."""
    session = _held(session)
    SignUp.objects.filter(session=session, person=actor.person_id).delete()
    move_up(session)


def move_up(session: Session) -> int:
    """Give free seats to those who wait longest, as long as there is something to come to; how many moved.

    The session's row is held.
    """
    if session.seats is None or queries.is_over(session):
        return 0
    free = session.seats - SignUp.objects.filter(session=session, state=SEATED).count()
    waiting = SignUp.objects.filter(session=session, state=WAITING).order_by("pk")
    moved = list(waiting[: max(0, free)])
    for one in moved:
        one.state = SEATED
        one.save(update_fields=["state"])
        _tell(one, session)
    return len(moved)


def fill(session: Session) -> int:
    """The number of seats was raised: who waits moves up."""
    return move_up(_held(session))


def _held(session: Session) -> Session:
    return Session.objects.select_for_update().select_related("conference").get(pk=session.pk)


def _must_fit(person_id: int, session: Session) -> None:
    if queries.is_over(session):
        raise Conflict("signup.over", _("This session is over."))
    addresses = people.addresses([person_id])
    if not addresses or not queries.fits(addresses[0][1], session):
        raise Forbidden("signup.other_domain", _("This session is for people of some institutions only."))


def _tell(one: SignUp, session: Session) -> None:
    first = programme.public_sittings(session).filter(end__gt=clock.now()).first()
    notices.send(
        one.person_id,
        key=f"signup:{session.pk}:{one.pk}:seated",
        kind="signup.seated",
        conference=session.conference,
        title=_("You have a seat: %(title)s") % {"title": session.title},
        text=_("Somebody gave a seat back and you were next. If you cannot come, please give it back too."),
        url=reverse("session", args=[session.conference.slug, session.code]),
        urgent=first is not None and first.start - clock.now() < timedelta(hours=24),
        until=first.end if first else None,
    )

"""Seats in limited sessions."""

from __future__ import annotations

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Payload
from schedule.programme import queries as programme
from schedule.programme.models import Session
from schedule.programme.signup import actions, rules


class SignUpFor(Payload):
    session: Id
    on: Flag


@command(
    "signup.set", schema=SignUpFor, subject=lambda data: programme.public_session(data.session), permission="joined",
    rule=rules.may_sign_up, limit=Limit(60, per=3600),
)  # fmt: skip
def sign_up(actor: Actor, session: Session, data: SignUpFor) -> Result:
    """Take a seat in a limited session, or a place on its waiting list; or give it back."""
    if not data.on:
        actions.leave(actor, session)
        return {"session": session.pk, "state": ""}
    return {"session": session.pk, "state": actions.sign_up(actor, session).state}

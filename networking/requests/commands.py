"""Asking a mentor for a time, and answering."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Id, Line, Payload
from networking.mentors import queries as mentors
from networking.mentors.models import MentorProfile
from networking.requests import actions, queries, rules
from networking.requests.models import Request
from schedule.calendars import walls


class Send(Payload):
    mentor: Id
    day: date
    time: time
    question: Annotated[str, Line(300)] = ""


class OneRequest(Payload):
    request: Id


class Counter(OneRequest):
    day: date
    time: time


def _one(data: OneRequest) -> Request:
    return queries.request(data.request)


def _instant(actor: Actor, day: date, at: time) -> datetime:
    """What somebody's own clock shows, as an instant."""
    found = walls.instant(datetime.combine(day, at), clock.zone(actor.zone))
    if found is None:
        raise Invalid("slots.missing_hour", _("The clocks jump over that time in your zone."), field="time")
    return found


def _page(one: Request) -> str:
    return reverse("requests", args=[one.conference.slug])


@command(
    "request.send", schema=Send, subject=lambda data: mentors.profile(data.mentor), permission="mentor.book",
    rule=rules.may_send, limit=Limit(20, 3600), form="networking/requests/_send_form.html",
)  # fmt: skip
def send(actor: Actor, profile: MentorProfile, data: Send) -> Result:
    """Ask a mentor without open times for a time, by one's own clock."""
    one = actions.send(actor, profile, _instant(actor, data.day, data.time), data.question)
    return {"request": one.pk, "url": _page(one)}


@command(
    "request.accept", schema=OneRequest, subject=_one, permission="joined", rule=rules.is_asked, limit=Limit(60, 3600)
)
def accept(actor: Actor, one: Request, data: OneRequest) -> Result:
    """Say yes to what one is asked: the chat is booked at once."""
    chat = actions.accept(actor, one)
    return {"chat": chat.pk, "url": reverse("chat", args=[one.conference.slug, chat.pk])}


@command("request.agree", schema=OneRequest, subject=_one, permission="joined", rule=rules.asks, limit=Limit(60, 3600))
def agree(actor: Actor, one: Request, data: OneRequest) -> Result:
    """Say yes to the other time that the mentor proposed."""
    chat = actions.accept(actor, one)
    return {"chat": chat.pk, "url": reverse("chat", args=[one.conference.slug, chat.pk])}


@command(
    "request.counter", schema=Counter, subject=_one, permission="joined", rule=rules.is_asked, limit=Limit(60, 3600),
    form="networking/requests/_counter_form.html",
)  # fmt: skip
def counter(actor: Actor, one: Request, data: Counter) -> Result:
    """Propose another time, by one's own clock."""
    actions.counter(actor, one, _instant(actor, data.day, data.time))
    return {"request": one.pk, "url": _page(one)}


@command(
    "request.decline", schema=OneRequest, subject=_one, permission="joined", rule=rules.is_asked, limit=Limit(60, 3600)
)
def decline(actor: Actor, one: Request, data: OneRequest) -> Result:
    """Say no. The other side learns only, later, that no time was found."""
    actions.decline(actor, one)
    return {"request": one.pk}


@command(
    "request.withdraw", schema=OneRequest, subject=_one, permission="joined", rule=rules.asks, limit=Limit(60, 3600)
)
def withdraw(actor: Actor, one: Request, data: OneRequest) -> Result:
    """Take a request back."""
    actions.withdraw(actor, one)
    return {"request": one.pk}

"""Telling the moderators, deciding, and being there for a risk to life."""

from __future__ import annotations

from typing import Annotated, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import Field

from accounts import choices
from accounts import queries as people
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.models import Conference
from core.payload import Id, Line, Payload, Slug
from moderation.commands import MODERATE
from moderation.reports import actions, queries, rules, targets
from moderation.reports.models import EmergencyNumber, Report

CONTACT = permissions.declare(queries.SAFETY, "Be called for a risk to life", roles=["safety"])
ORGANIZE = "conference.organize"


class SendReport(Payload):
    kind: Annotated[str, Line(20, 1)]
    key: Annotated[str, Line(40, 1)]
    category: Literal["abuse", "spam", "medical", "privacy", "risk"]
    note: Annotated[str, Line(600)] = ""


class DecideReport(Payload):
    report: Id
    outcome: Literal["acted", "left"]
    answer: Annotated[str, Line(600)] = ""


class BeOnCall(Payload):
    conference: Slug
    hours: Annotated[int, Field(ge=0, le=24)]


class ConfirmNumber(Payload):
    conference: Slug
    country: Annotated[str, Line(2, 2)]
    number: Annotated[str, Line(40, 2)]
    label: Annotated[str, Line(120, 2)]


class OneNumber(Payload):
    number: Id


def _where(data: SendReport) -> Conference:
    return Conference.objects.get(pk=targets.conference_of(data.kind, data.key))


def _report(data: DecideReport) -> Report:
    return queries.report(data.report)


def _conference(data: BeOnCall | ConfirmNumber) -> Conference:
    return people.conference(data.conference)


def _number(data: OneNumber) -> EmergencyNumber:
    return queries.number(data.number)


@command(
    "report.send", schema=SendReport, subject=_where, permission="joined", limit=Limit(20, 3600), personal=True,
    form="moderation/reports/_form.html",
)  # fmt: skip
def send(actor: Actor, conference: Conference, data: SendReport) -> Result:
    """Tell the moderators of a message, a question, a chat or a person; nobody is shown who told them."""
    found = queries.find(actor, data.kind, data.key)
    if found.membership_id == actor.membership_id:
        raise Invalid("report.oneself", _("That is yours: you can take it back yourself."))
    actions.send(actor, data.kind, data.key, found, category=data.category, note=data.note)
    return {"url": f"{reverse('report', args=[data.kind, data.key])}?sent={data.category}"}


@command(
    "report.decide", schema=DecideReport, subject=_report, permission=MODERATE, rule=rules.may_decide,
    limit=Limit(120, 60), audited=True, form="moderation/reports/_decide_form.html",
)  # fmt: skip
def decide(actor: Actor, report: Report, data: DecideReport) -> Result:
    """Close a report with what came of it; all who reported the same are told."""
    actions.decide(actor, report, outcome=data.outcome, answer=data.answer)
    return {"report": report.pk, "outcome": data.outcome}


@command(
    "safety.on_call", schema=BeOnCall, subject=_conference, permission=CONTACT, limit=Limit(60, 3600), audited=True
)
def on_call(actor: Actor, conference: Conference, data: BeOnCall) -> Result:
    """Be reachable for a risk to life for some hours, or end it."""
    actions.be_on_call(actor, data.hours)
    return {"hours": data.hours}


@command(
    "safety.confirm_number", schema=ConfirmNumber, subject=_conference, permission=ORGANIZE, limit=Limit(300, 3600),
    audited=True, form="moderation/reports/_number_form.html",
)  # fmt: skip
def confirm_number(actor: Actor, conference: Conference, data: ConfirmNumber) -> Result:
    """Confirm an emergency number of a country, to be shown to people from there."""
    if data.country not in dict(choices.countries()):
        raise Invalid("safety.no_country", _("Choose a country from the list."), field="country")
    number = actions.confirm_number(actor, conference, country=data.country, number=data.number, label=data.label)
    return {"number": number.pk}


@command(
    "safety.drop_number", schema=OneNumber, subject=_number, permission=ORGANIZE, limit=Limit(300, 3600), audited=True
)
def drop_number(actor: Actor, number: EmergencyNumber, data: OneNumber) -> Result:
    """Take an emergency number away that is not right any more."""
    actions.drop_number(number)
    return {}

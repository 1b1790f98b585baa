"""Readers of reports and of who is on call."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts import queries as people
from accounts.models import Membership
from core import clock
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id
from moderation.duty import items as desk
from moderation.duty.items import Item
from moderation.reports import events, targets
from moderation.reports.models import EmergencyNumber, OnCall, Report
from moderation.reports.targets import Found
from realtime import log

SAFETY = "safety.contact"


def report(pk: int) -> Report:
    found = _whole(Report.objects.filter(pk=pk)).first()
    if found is None:
        raise NotFound
    return found


def _whole(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("conference", "about__person", "reporter__person")


def waiting(actor: Actor) -> QuerySet[Report]:
    """Open reports this moderator may see: none about herself; those about the team are for organizers."""
    found = _whole(Report.objects.filter(conference_id=actor.conference_id or 0, decided_at=None))
    found = found.exclude(about_id=actor.membership_id).order_by("-category", "at") if actor.joined else found.none()
    if actor.can("conference.organize"):
        return found
    return found.exclude(about_id__in=team(actor.conference_id or 0).values("pk"))


def team(conference_id: int) -> QuerySet[Membership]:
    """Who moderates, organizes or answers for safety, by the roles they hold."""
    return _with(conference_id, {"moderate", "conference.organize", SAFETY})


def _with(conference_id: int, wanted: set[str]) -> QuerySet[Membership]:
    roles = [r.pk for r in people.roles(conference_id) if wanted & set(r.permissions)]
    active = Membership.objects.filter(conference_id=conference_id, state=Membership.State.ACTIVE)
    return active.filter(grants__role__in=roles).distinct().select_related("person")


def alarmed(report: Report) -> list[Membership]:
    """Who hears at once of a risk to life: who is on call; when nobody is, all safety contacts and organizers."""
    everybody = _with(report.conference_id, {SAFETY, "conference.organize"}).exclude(pk=report.about_id or 0)
    reachable = everybody.filter(pk__in=OnCall.objects.filter(until__gt=clock.now()).values("membership"))
    return list(reachable) or list(everybody)


def trusted(report: Report) -> list[Membership]:
    """Organizers other than the one a report is about."""
    return list(_with(report.conference_id, {"conference.organize"}).exclude(pk=report.about_id or 0))


def somebody_on_call(conference_id: int) -> bool:
    return OnCall.objects.filter(membership__conference_id=conference_id, until__gt=clock.now()).exists()


def on_call_until(actor: Actor) -> OnCall | None:
    return OnCall.objects.filter(membership_id=actor.membership_id or 0, until__gt=clock.now()).first()


def numbers(conference_id: int, country: str = "") -> QuerySet[EmergencyNumber]:
    """Confirmed numbers, of one country if asked."""
    found = EmergencyNumber.objects.filter(conference_id=conference_id).order_by("country", "pk")
    return found.filter(country=country) if country else found


def number(pk: int) -> EmergencyNumber:
    found = EmergencyNumber.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def queue(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The reports at the desk."""
    at = log.position(f"moderators:{conference.pk}")
    found = list(waiting(actor))
    claims = desk.claims("report", [one.pk for one in found]) if found else {}
    items = [events.data(one, claims.get(str(one.pk), {})).model_dump(mode="json") for one in found]
    return {"at": at, "stream": f"moderators:{conference.pk}", "items": items, "count": len(items)}


def open_item(key: str) -> Item:
    """An open report as a thing on the desk; NotFound for one that is closed."""
    found = report(as_id(key))
    if found.decided_at is not None:
        raise NotFound
    return Item("report", key, found.conference_id)


def safety(actor: Actor, conference: Conference) -> dict[str, Any]:
    """The part of the desk about a risk to life."""
    return {
        "mine": on_call_until(actor),
        "may": actor.can(SAFETY),
        "somebody": somebody_on_call(conference.pk),
        "numbers": list(numbers(conference.pk)),
        "organizes": actor.can("conference.organize"),
        "count": 0,
    }


def reported_person(actor: Actor, ref: str) -> Found:
    """Another member, as a report about a person names her."""
    member = people.fellow(actor, ref)
    return Found(member.conference_id, member.pk, member.shown_name)


def where_person(ref: str) -> int | None:
    return Membership.objects.filter(ref=ref).values_list("conference_id", flat=True).first()


def told_live(report: Report) -> bool:
    """Whether the moderators' stream may carry it: what is about one of them goes to organizers by letter."""
    return not Membership.objects.filter(Q(pk=report.about_id or 0), pk__in=team(report.conference_id)).exists()


def find(actor: Actor, kind: str, key: str) -> Found:
    return targets.find(actor, kind, key)

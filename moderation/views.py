"""The desk of a congress, what it knows of a member, and what was decided about oneself."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries as people
from accounts.context import joined, organizer, visitor
from accounts.models import Membership
from core import audit
from core.actor import Actor
from core.errors import Forbidden, NotFound, SignedOut
from core.models import AuditEntry, Conference
from core.text import as_cell
from moderation import desk as desks
from moderation import queries, scopes
from moderation.duty import queries as duty
from moderation.identities import queries as identities
from moderation.models import Sanction

ENTRIES_A_PAGE = 100
PSEUDONYM = Membership.Appears.PSEUDONYM


def moderator(request: HttpRequest, slug: str) -> tuple[Conference, Actor]:
    """A page of those who moderate."""
    conference, actor = joined(request, slug)
    if not actor.can("moderate"):
        if duty.is_off_duty(actor):
            raise Forbidden("duty.off", _("You are not on duty. The desk opens with your next shift."))
        raise Forbidden("permission.missing", _("Moderators of this congress work here."))
    return conference, actor


@require_safe
@never_cache
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that waits for a decision, from all rooms."""
    conference, actor = moderator(request, slug)
    return render(request, "moderation/desk.html", {"nav": "desk", "queues": desks.queues(actor, conference)})


@require_safe
@never_cache
def member(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """What was decided about a member so far, and the form to decide something."""
    conference, actor = joined(request, slug)
    scope = request.GET.get("scope", "")[:40]
    if not actor.can("moderate", scope):
        raise Forbidden("permission.missing", "Moderators of this congress work here.")
    found = people.members(conference.pk).filter(ref=ref).first()
    if found is None:
        raise NotFound
    sanctions = queries.of_member(found)
    words = {
        "nav": "desk",
        "member": found,
        # Who moderates one room reads what was decided there
        "sanctions": sanctions if actor.can("moderate") else sanctions.filter(scope=scope),
        "everywhere": actor.can("moderate"),
        "kinds": Sanction.Kind.choices,
        "codes": Sanction.Code.choices,
        "values": {"scope": scope},
        "place": scopes.place(conference.pk, scope),
        "desk": scopes.page(conference.pk, scope) if scope else reverse("desk", args=[slug]),
        "who": identities.panel(actor, found) if found.appears == PSEUDONYM and actor.can("seal.open") else None,
    }
    return render(request, "moderation/member.html", words)


@require_safe
@never_cache
def about_me(request: HttpRequest, slug: str) -> HttpResponse:
    """What was decided about me, why, until when, and how to object. Open to who is kept out."""
    conference, actor = visitor(request, slug)
    if actor.person_id is None:
        raise SignedOut("signed_out", "Please sign in first.")
    found = queries.of_person(actor.person_id, conference.pk)
    return render(request, "moderation/about_me.html", {"nav": "now", "sanctions": found})


@require_safe
@never_cache
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Who did what in this congress, and whether the record is as it was written."""
    conference, _actor = organizer(request, slug)
    entries = AuditEntry.objects.filter(conference=conference).select_related("actor").order_by("-number")
    if words := request.GET.get("q", "")[:80]:
        entries = entries.filter(action__contains=words)
    if request.GET.get("form") == "csv":
        return _sheet(conference, _under_their_names(conference, list(entries)))
    page = Paginator(entries, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    _under_their_names(conference, list(page.object_list))
    findings = audit.verify(audit.chain_key(conference.pk))
    return render(
        request, "moderation/record.html", {"nav": "organize", "page": page, "sought": words, "findings": findings}
    )


def _under_their_names(conference: Conference, entries: list[AuditEntry]) -> list[AuditEntry]:
    """Each with the name its actor has in this congress: a pseudonym is not given away by the record. One query."""
    names = people.pseudonyms(conference.pk)
    for entry in entries:
        if entry.actor is not None and entry.actor.pk in names:
            entry.actor.display_name = names[entry.actor.pk]
    return entries


def _sheet(conference: Conference, entries: list[AuditEntry]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{conference.slug}-record.csv"'
    rows = csv.writer(response)
    rows.writerow(["number", "at", "who", "action", "on", "outcome", "detail", "digest", "link"])
    for one in entries:
        said = [one.number, one.at.isoformat(), one.actor or "", one.action, one.on, one.outcome, one.detail]
        rows.writerow([as_cell(str(value)) for value in [*said, one.digest, one.link]])
    return response

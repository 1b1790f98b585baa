"""Pages of releases: for organizers the next one and the outbox, for everybody what changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.context import actor_of
from core import conditional
from core.actor import Actor
from core.errors import NotFound, SignedOut
from core.models import Conference
from schedule.programme import queries as programme
from schedule.programme import rules, zones
from schedule.programme.models import Change, Release
from schedule.programme.releases import pages, queries

MOST_WAITING = 500


def organizer(request: HttpRequest, slug: str) -> tuple[Conference, Actor]:
    """A page of those who keep the programme; to all others it is not there."""
    conference = programme.conference(slug)
    actor = actor_of(request, conference)
    if not actor.signed_in:
        raise SignedOut("signed_out", _("Please sign in first."))
    if not rules.may_manage(actor):
        raise NotFound
    return conference, actor


@require_safe
def next_release(request: HttpRequest, slug: str) -> HttpResponse:
    """What the next release would change, what to look at before it, and whom its hours suit."""
    conference, _actor = organizer(request, slug)
    context = {"nav": "organize", "my_zone": "", **pages.next_release(conference)}
    return render(request, "schedule/release.html", context)


@require_safe
def outbox(request: HttpRequest, slug: str) -> HttpResponse:
    """Changes of which nobody was told yet. Whom the letters go to is shown to nobody: stars are private."""
    conference, _actor = organizer(request, slug)
    waiting = [pages.line(change) for change in queries.waiting(conference.pk)[:MOST_WAITING]]
    return render(request, "schedule/outbox.html", {"nav": "organize", "waiting": waiting})


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The public change log of the programme."""
    conference = programme.conference(slug)
    actor = actor_of(request, conference)
    lines = [pages.line(change) for change in queries.change_log(conference.pk)]
    context = {"nav": "programme", "releases": pages.by_release(conference.pk, lines)}
    return render(request, "schedule/changes.html", {**context, "my_zone": zones.of_reader(request, actor)})


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The change log as an Atom feed: an entry for each release and for each change after it."""
    conference = programme.conference(slug)
    actor_of(request, conference)
    page = f"{settings.PUBLIC_URL}{reverse('programme-changes', args=[slug])}"
    title = _("Changes of the programme: %(name)s") % {"name": conference.name}
    atom = Atom1Feed(title=title, link=page, description="", feed_url=f"{page}.atom", language="en")
    entries = [_published(conference, release, page) for release in queries.releases(conference.pk)[:20]]
    entries += [_entry(conference, change) for change in queries.change_log(conference.pk, most=100)]
    for entry in sorted(entries, key=lambda entry: entry["pubdate"], reverse=True):
        atom.add_item(**entry)
    return conditional.answer(request, atom.writeString("utf-8"), "application/atom+xml; charset=utf-8")


def _published(conference: Conference, release: Release, page: str) -> dict[str, Any]:
    return {
        "title": _("Release %(version)s") % {"version": release.version},
        "link": page,
        "description": release.note,
        "unique_id": f"urn:meridian:{conference.slug}:release:{release.number}",
        "pubdate": release.published_at,
        "updateddate": release.published_at,
        "author_name": conference.name,
    }


def _entry(conference: Conference, change: Change) -> dict[str, Any]:
    said = pages.line(change)
    address = f"{settings.PUBLIC_URL}{reverse('session', args=[conference.slug, change.session.code])}"
    return {
        "title": f"{change.get_kind_display()}: {change.session.title}",
        "link": address,
        "description": said.in_words(conference.zone),
        "unique_id": f"urn:meridian:{conference.slug}:change:{change.pk}",
        "pubdate": change.at,
        "updateddate": change.at,
        "author_name": conference.name,
    }

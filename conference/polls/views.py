"""The pages of polls."""

from __future__ import annotations

import csv

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.polls import panel, queries, rules
from conference.polls.models import Poll
from conference.rooms import rules as rooms
from conference.rooms.views import enter
from core import clock
from core.errors import Forbidden, NotFound
from core.text import as_id


def poll(request: HttpRequest, slug: str, code: str, pk: str) -> HttpResponse:
    """One poll as its reader sees it now, as a fragment: after her vote she may see more."""
    _conference, actor, room = enter(request, slug, code)
    found = queries.poll(as_id(pk))
    if found.room_id != room.pk or found.state not in queries.PUBLIC:
        raise NotFound
    rules.is_on(room)
    ballots = queries.ballots_of(actor, [found])
    return render(request, "conference/_poll_here.html", {"poll": panel.one(actor, found, ballots)})


@require_safe
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form to change a poll that has not opened yet; to who does not run it, it is not there."""
    found = queries.poll(pk)
    try:
        _conference, actor, room = enter(request, found.room.conference.slug, found.room.session.code)
    except Forbidden:
        raise NotFound from None
    if not rules.may_run(actor, room) or found.state != Poll.State.DRAFT:
        raise NotFound
    words = {"nav": "desk", "room": room, "session": room.session, "values": queries.wording(found), "poll": found}
    return render(request, "conference/poll_edit.html", words)


def export(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The results of a room as CSV, for who runs its polls: without names unless a poll was announced as by name."""
    _conference, actor, room = enter(request, slug, code)
    if not rules.may_keep(actor, room):
        raise NotFound
    if rooms.embargoed(room, clock.now()):
        raise Forbidden("room.embargo", _("This session is under embargo: nothing of it leaves the room yet."))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="polls-{room.session.code}.csv"'
    writer = csv.writer(answer)
    writer.writerow(["poll", "kind", "state", "ballots", "answer", "count", "per cent", "name"])
    writer.writerows(queries.table(room))
    return answer

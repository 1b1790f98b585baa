"""Carries out a plan with few queries: everything in bulk, whatever its size. Runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import F

from core import clock
from core.models import Conference
from schedule.calendars import actions as calendars
from schedule.exchange import amend, create
from schedule.exchange.cast import Cast
from schedule.exchange.document import Document, Item
from schedule.exchange.plan import Plan
from schedule.exchange.rows import Frame, named, seated
from schedule.programme.models import Place, Release, Track
from schedule.programme.releases.actions import log_changes


def carry_out(
    plan: Plan,
    document: Document,
    conference: Conference,
    source: str,
    person_id: int | None,
    progress: Callable[[str], None],
) -> None:
    """Write everything the plan says into the conference."""
    release, amends = _release(conference, document, person_id)
    frame = _frame(plan, document, conference, source, person_id, progress, release)
    create.create(frame, plan.created)
    amend.change(frame, [*plan.changed, *plan.moved], {pair.known.ref for pair in plan.moved})
    amend.cancel(frame, plan.cancelled)
    # What is kept under an older number (pages, the index of search) is made anew
    Release.objects.filter(pk=release.pk).update(revision=F("revision") + 1)
    if amends:  # the first release is new as a whole: it needs no list of what is new in it
        log_changes(frame.changes)


def _frame(
    plan: Plan,
    document: Document,
    conference: Conference,
    source: str,
    person_id: int | None,
    progress: Callable[[str], None],
    release: Release,
) -> Frame:
    used = _written(plan)
    places = dict.fromkeys((*document.places, *(item.place for item in used if item.place)))
    tracks = dict.fromkeys((*document.listed_tracks, *(item.track for item in used if item.track)))
    cast = Cast(conference, source)
    cast.know(person for item in used for person in item.people)
    return Frame(
        conference,
        source,
        person_id,
        progress,
        clock.now(),
        calendars.calendar_of(f"conference-{conference.pk}", conference.name),
        release,
        seated(named(Place, conference, places), document.capacities),
        named(Track, conference, tracks),
        cast,
    )


def _release(conference: Conference, document: Document, person_id: int | None) -> tuple[Release, bool]:
    """The release that the import amends, and whether it was there before."""
    release = Release.objects.select_for_update().filter(conference=conference).order_by("-number").first()
    if release is not None:
        return release, True
    release = Release.objects.create(
        conference=conference,
        number=1,
        version=document.version[:80] or "1",
        published_at=clock.now(),
        by_id=person_id,
    )
    return release, False


def _written(plan: Plan) -> list[Item]:
    return [*plan.created, *(pair.item for pair in (*plan.changed, *plan.moved))]

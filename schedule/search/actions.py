"""The only writer of the index: made anew from the released programme when that has changed since."""

from __future__ import annotations

import re
from collections import defaultdict

from django_tasks import task

from core.models import Conference
from core.unit import unit_of_work
from schedule.calendars.actions import BATCH
from schedule.programme import queries as programme
from schedule.programme.models import Release, Session, Talk, TalkSpeaker
from schedule.search.models import Entry, Indexed
from schedule.search.words import folded

# What is stored was sanitised: a parser would find the same tags in ten times the time
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def refresh(conference: Conference, release: Release) -> None:
    """Bring the index to what the release shows now. Two at once do it once; nothing is done when it is so already."""
    with unit_of_work():
        Indexed.objects.get_or_create(conference=conference)
        state = Indexed.objects.select_for_update().get(conference=conference)
        release.refresh_from_db(fields=["revision"])
        if (state.release, state.revision) == (release.pk, release.revision):
            return
        Entry.objects.filter(conference=conference).delete()
        Entry.objects.bulk_create(entries(conference, release), batch_size=BATCH)
        state.release, state.revision = release.pk, release.revision
        state.save(update_fields=["release", "revision"])


@task()
def renew(conference_id: int) -> None:
    """Bring the index to the current release, for a search that found it behind."""
    release = programme.current_release(conference_id)
    if release is not None:
        refresh(release.conference, release)


def entries(conference: Conference, release: Release) -> list[Entry]:
    """What the index of a release holds, unsaved. Three queries."""
    shown = programme.sittings_of(release).order_by().values("session")
    sessions = Session.objects.filter(pk__in=shown).select_related("track", "chair")
    people, texts = _people(conference), _talks(conference)
    return [
        Entry(
            conference=conference,
            session=session,
            title=folded(f"{session.title} {session.subtitle}"),
            people=folded(" ".join([*people[session.pk], session.chair.name if session.chair else ""])),
            texts=folded(" ".join(map(_plain, [*_said(session), *texts[session.pk]]))),
        )
        for session in sessions
    ]


def _said(session: Session) -> list[str]:
    track = session.track.name if session.track else ""
    return [track, session.type, session.abstract, session.description]


def _people(conference: Conference) -> dict[int, list[str]]:
    rows = TalkSpeaker.objects.filter(talk__session__conference=conference)
    found: dict[int, list[str]] = defaultdict(list)
    for session, name, affiliation in rows.values_list("talk__session", "speaker__name", "speaker__affiliation"):
        found[session] += [name, affiliation]
    return found


def _talks(conference: Conference) -> dict[int, list[str]]:
    rows = Talk.objects.filter(session__conference=conference)
    found: dict[int, list[str]] = defaultdict(list)
    for session, *texts in rows.values_list("session", "title", "abstract", "lay_summary"):
        found[session] += texts
    return found


def _plain(markup: str) -> str:
    # A space for each tag: "<p>one</p><p>two</p>" is two words
    return _TAG.sub(" ", markup)

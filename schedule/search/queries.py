"""One function to search by, one order of what it finds, whatever the store."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.db.models.expressions import RawSQL

from core.models import Conference
from schedule.programme import embargo
from schedule.programme import queries as programme
from schedule.programme.models import Release
from schedule.search import actions, words
from schedule.search.models import Entry, Indexed

ASKED_AGAIN = 60  # seconds after which a search asks for the index once more
_FTS5 = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s"
_VECTOR = "SELECT id FROM search_entry WHERE vector @@ to_tsquery('simple', %s)"


@dataclass(frozen=True, slots=True)
class Found:
    """A session that fits; `rank` 0 by its title, 1 by title and people, 2 by its texts."""

    session: int
    rank: int


def search(conference: Conference, text: str) -> list[Found]:
    """Sessions of the released programme that hold every word of `text`, each as the beginning of a word.

    In this order: all words in the title; in title and names; anywhere; within these by the start of the first
    sitting, then by id. Nothing that the current release does not show is found.
    """
    release = programme.current_release(conference.pk)
    if release is None:
        return []
    asked = words.asked(text)
    found = [Found(row.session_id, words.rank(asked, row.title, row.people)) for row in _fitting(release, asked)]
    shown = programme.sittings_of(release, session__in=[one.session for one in found]).order_by("-start")
    starts = dict(shown.values_list("session", "start"))
    return sorted(found, key=lambda one: (one.rank, starts[one.session], one.session))


def sessions(release: Release | None, text: str) -> list[int]:
    """The ids of all that `search` finds, in no order, for the filter of the programme page. Three queries."""
    return [row.session_id for row in _fitting(release, words.asked(text))] if release else []


def _fitting(release: Release, asked: list[str]) -> list[Entry]:
    if not asked:
        return []
    if _is_stale(release):
        _ask_for_index(release)
        found = [row for row in actions.entries(release.conference, release) if words.begins(asked, _all_of(row))]
    else:
        shown = programme.sittings_of(release).order_by().values("session")
        entries = Entry.objects.filter(conference=release.conference_id, pk__in=_matching(asked), session__in=shown)
        found = list(entries.defer("texts"))
    by_texts = {row.session_id for row in found if words.rank(asked, row.title, row.people) == words.IN_TEXTS}
    # What is under embargo is found by title and names, never by what it says
    held = by_texts & embargo.held(release.conference_id).keys() if by_texts else set()
    return [row for row in found if row.session_id not in held]


def _is_stale(release: Release) -> bool:
    """Whether the index has an older state: nobody waits for a new one, who asks meanwhile is answered without it."""
    state = Indexed.objects.filter(conference=release.conference_id).first()
    return state is None or (state.release, state.revision) != (release.pk, release.revision)


def _ask_for_index(release: Release) -> None:
    """Once for each state of the programme: many people search in the minute after a release."""
    key = f"search-index:{release.pk}:{release.published_at.timestamp()}:{release.revision}"
    if cache.add(key, True, ASKED_AGAIN):
        actions.renew.enqueue(release.conference_id)


def _all_of(row: Entry) -> str:
    return f"{row.title} {row.people} {row.texts}"


def _matching(asked: list[str]) -> RawSQL:
    # Folded words are letters and digits only: neither query language sees a sign of its own in them.
    if connection.vendor == "postgresql":
        return RawSQL(_VECTOR, [" & ".join(f"{word}:*" for word in asked)])  # noqa: S611  words are a parameter
    return RawSQL(_FTS5, [" ".join(f'"{word}"*' for word in asked)])  # noqa: S611

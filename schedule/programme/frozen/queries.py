"""Reads the words of sessions, as they are public now and as an earlier release had them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedule.programme.models import Release, ReleasedSitting, Session, Wording
from schedule.programme.talks import queries as talks

# What waits for a release when it is edited (`editor/drafts.py`), besides the talks
WORDS = ("title", "subtitle", "abstract", "description")
Words = dict[str, Any]


def public_words(session: Session) -> Words:
    """The words of a session whose talks and appearances were read before."""
    return {**{name: getattr(session, name) for name in WORDS}, "talks": talks.entries(session.talks.all())}


def shown_in(release: Release) -> list[Session]:
    """The sessions of a release with their talks. Three queries."""
    shown = ReleasedSitting.objects.filter(release=release, cancelled=False).values("session")
    return list(Session.objects.filter(pk__in=shown).order_by("pk").prefetch_related("talks__appearances"))


def kept(release: Release, sessions: Iterable[int]) -> dict[int, Words]:
    """What these sessions said in the release, as far as it was kept; the later of two wordings counts."""
    rows = Wording.objects.filter(session__in=list(sessions), release__number__lte=release.number)
    return dict(rows.order_by("release__number").values_list("session", "words"))


def words_of(release: Release) -> dict[int, tuple[Session, Words]]:
    """The sessions of a release and what they said in it. Four queries.

    The words of the current release are those of the sessions. So are those of releases from before words were kept.
    """
    sessions = shown_in(release)
    is_followed = Release.objects.filter(conference=release.conference_id, number__gt=release.number).exists()
    known = kept(release, [row.pk for row in sessions]) if is_followed else {}
    return {row.pk: (row, known.get(row.pk) or public_words(row)) for row in sessions}

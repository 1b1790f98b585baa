"""Reads the programme: what is public, what is mine, and whom a change concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects

from accounts import queries as accounts
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id
from schedule.programme import rules
from schedule.programme.models import Change, Release, ReleasedSitting, Session, SignUp, Speaker, Star

PUBLIC_STATES = (Session.State.CONFIRMED, Session.State.CANCELLED)
# Long texts stay in the database until somebody opens the session.
_LONG = ("session__abstract", "session__description", "session__links", "session__url")


def conference(slug: str) -> Conference:
    """The conference of that slug, or NotFound."""
    return accounts.conference(slug)


def current_release(conference_id: int) -> Release | None:
    """What the public sees now; None before the first release."""
    return Release.objects.filter(conference=conference_id).order_by("-number").first()


def public_session(pk: int) -> Session:
    """A session of the current release, by id; NotFound for drafts as for what is not there."""
    return _first(public_sessions().filter(pk=pk))


def session_by_code(conference: Conference, code: str) -> Session:
    """A session of the current release with its track and chair; NotFound for drafts as for what is not there."""
    session = _first(public_sessions().filter(conference=conference, code=code).select_related("track", "chair"))
    session.conference = conference
    return session


def with_talks(session: Session) -> Session:
    """The session with its talks and who gives them. Three queries."""
    prefetch_related_objects([session], "talks__appearances__speaker")
    return session


def public_sittings(session: Session) -> QuerySet[ReleasedSitting]:
    """The sittings of a session in the current release, in order of time."""
    return sittings_by_id(session.pk, session.conference_id)


def sittings_by_id(session_id: Any, conference_id: Any) -> QuerySet[ReleasedSitting]:
    """The same by the ids of the session and its conference, or by what stands for them in a `Statement`."""
    newest = Release.objects.filter(conference_id=conference_id).order_by("-number").values("pk")[:1]
    found = ReleasedSitting.objects.filter(release=Subquery(newest), session_id=session_id)
    found = found.filter(session__state__in=PUBLIC_STATES)
    return found.select_related("session__track", "place", "sitting").defer(*_LONG)


def public_sessions() -> QuerySet[Session]:
    """The sessions that a current release shows."""
    newest = Release.objects.filter(conference=OuterRef("session__conference")).order_by("-number").values("pk")[:1]
    shown = ReleasedSitting.objects.filter(session=OuterRef("pk"), release=newest)
    return Session.objects.filter(Exists(shown), state__in=PUBLIC_STATES)


def _first(found: QuerySet[Session]) -> Session:
    session = found.first()
    if session is None:
        raise NotFound
    return session


def sittings_of(release: Release | None, **where: object) -> QuerySet[ReleasedSitting]:
    """Public sittings of a release in order of time, with session, track and place; without long texts."""
    if release is None:
        return ReleasedSitting.objects.none()
    found = ReleasedSitting.objects.filter(release=release, session__state__in=PUBLIC_STATES, **where)
    return found.select_related("session__track", "place").defer(*_LONG)


def starred(actor: Actor, sessions: Iterable[int] | None = None) -> set[int]:
    """Ids of the sessions the actor starred: her own stars only, whoever asks."""
    if actor.person_id is None:
        return set()
    found = Star.objects.filter(person=actor.person_id, session__conference=actor.conference_id)
    return set((found if sessions is None else found.filter(session__in=sessions)).values_list("session", flat=True))


def changes(pks: Collection[int]) -> QuerySet[Change]:
    """These entries of change logs with their sessions, oldest first."""
    return Change.objects.filter(pk__in=pks).select_related("session__conference").order_by("at", "pk")


def concerned(sessions: Collection[int]) -> dict[int, set[int]]:
    """The people to tell of a change, by session: who starred it, has a seat or waits for one, speaks or chairs.

    For letters only: nobody is shown who starred what. Four queries.
    """
    found: dict[int, set[int]] = defaultdict(set)
    rows = [
        *Star.objects.filter(session__in=sessions).values_list("session", "person"),
        *SignUp.objects.filter(session__in=sessions).values_list("session", "person"),
        *Speaker.objects.filter(talks__session__in=sessions, person__isnull=False).values_list(
            "talks__session", "person"
        ),
        *Session.objects.filter(pk__in=sessions, chair__person__isnull=False).values_list("pk", "chair__person"),
    ]
    for session, person in rows:
        found[session].add(person)
    return found


def may_read_planning(person_id: int, key: str) -> bool:
    """Edits of the work in progress are told to those who keep the programme of that conference."""
    return rules.may_manage(actors.load(person_id, as_id(key)))

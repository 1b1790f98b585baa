"""Reads the programme: what is public, what is mine, and how much of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects

from accounts import queries as accounts
from core import actor as actors
from core.actor import Actor
from core.errors import NotFound
from core.models import Conference
from core.text import as_id
from schedule.programme import finding, rules
from schedule.programme.models import (
    Change,
    Place,
    Release,
    ReleasedSitting,
    Session,
    SignUp,
    Speaker,
    Star,
    Talk,
    TalkSpeaker,
    Track,
)

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
    return _first(_public_sessions().filter(pk=pk))


def session_by_code(conference: Conference, code: str) -> Session:
    """A session of the current release with its track and chair; NotFound for drafts as for what is not there."""
    session = _first(_public_sessions().filter(conference=conference, code=code).select_related("track", "chair"))
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


def _public_sessions() -> QuerySet[Session]:
    newest = Release.objects.filter(conference=OuterRef("session__conference")).order_by("-number").values("pk")[:1]
    shown = ReleasedSitting.objects.filter(session=OuterRef("pk"), release=newest)
    return Session.objects.filter(Exists(shown), state__in=PUBLIC_STATES)


def _first(found: QuerySet[Session]) -> Session:
    session = found.first()
    if session is None:
        raise NotFound
    return session


def speaker_by_code(conference: Conference, code: str) -> Speaker:
    """A speaker of at least one public session; else NotFound."""
    public = _public_sessions().filter(conference=conference, talks__appearances__speaker=OuterRef("pk"))
    found = Speaker.objects.filter(Exists(public), conference=conference, code=code).first()
    if found is None:
        raise NotFound
    return found


def sittings_of(release: Release | None, **where: object) -> QuerySet[ReleasedSitting]:
    """Public sittings of a release in order of time, with session, track and place; without long texts."""
    if release is None:
        return ReleasedSitting.objects.none()
    found = ReleasedSitting.objects.filter(release=release, session__state__in=PUBLIC_STATES, **where)
    return found.select_related("session__track", "place").defer(*_LONG)


def sittings_of_speaker(release: Release | None, speaker: Speaker) -> QuerySet[ReleasedSitting]:
    """The public sittings in which somebody speaks."""
    return sittings_of(release, session__talks__appearances__speaker=speaker).distinct()


@dataclass(frozen=True, slots=True)
class Filter:
    """What a visitor wants to see; empty fields do not restrict."""

    track: int | None = None
    place: int | None = None
    type: str = ""
    language: str = ""
    audience: str = ""  # "patients" or "plain"
    words: str = ""
    starred_by: int | None = None

    @property
    def restricts(self) -> bool:
        return self != Filter()


def matching(sittings: QuerySet[ReleasedSitting], wanted: Filter, release: Release | None) -> QuerySet[ReleasedSitting]:
    """Those of the sittings that fit; no further query unless words are looked for."""
    exact = {
        "session__track": wanted.track,
        "place": wanted.place,
        "session__type": wanted.type,
        "session__language": wanted.language,
        "session__patients_welcome": wanted.audience == "patients" or None,
        "session__plain_language": wanted.audience == "plain" or None,
    }
    found = sittings.filter(**{name: value for name, value in exact.items() if value})
    if wanted.words:
        found = found.filter(session__in=finding.sessions(release, wanted.words))
    if wanted.starred_by is not None:
        found = found.filter(Exists(Star.objects.filter(person=wanted.starred_by, session=OuterRef("session"))))
    return found


@dataclass(frozen=True, slots=True)
class Facets:
    """What a release has to choose from."""

    days: tuple[date, ...]
    tracks: tuple[Track, ...]
    places: tuple[Place, ...]
    types: tuple[str, ...]
    languages: tuple[str, ...]
    sittings: int
    patients: bool
    plain: bool


def facets(release: Release | None) -> Facets:
    """Days, tracks, places, types and languages that public sittings use; one query."""
    rows = list(
        sittings_of(release)
        .order_by()
        .values(
            "day", "session__track_id", "session__track__name", "session__track__position", "place_id", "place__name",
            "place__position", "session__type", "session__language", "session__patients_welcome",
            "session__plain_language",
        )
    )  # fmt: skip
    return Facets(
        days=tuple(sorted({row["day"] for row in rows})),
        tracks=tuple(_named(Track, rows, "session__track")),
        places=tuple(_named(Place, rows, "place")),
        types=tuple(sorted({row["session__type"] for row in rows} - {""})),
        languages=tuple(sorted({row["session__language"] for row in rows} - {""})),
        sittings=len(rows),
        patients=any(row["session__patients_welcome"] for row in rows),
        plain=any(row["session__plain_language"] for row in rows),
    )


_Row = TypeVar("_Row", Track, Place)


def _named(model: type[_Row], rows: Iterable[Mapping[str, Any]], of: str) -> list[_Row]:
    """The tracks or places that the rows name, in their order, without asking for them again."""
    found = {row[f"{of}_id"]: (row[f"{of}__position"], row[f"{of}__name"]) for row in rows if row[f"{of}_id"]}
    ordered = sorted(found.items(), key=lambda entry: (entry[1][0], entry[0]))
    return [model(pk=pk, name=name, position=position) for pk, (position, name) in ordered]


@dataclass(frozen=True, slots=True)
class Named:
    """A speaker as a card names them."""

    code: str
    name: str


def talks_and_speakers(session_id: int) -> tuple[list[Talk], list[Named]]:
    """The talks of a session in order, and who speaks, each once; one query."""
    rows = Talk.objects.filter(session=session_id).order_by("order", "appearances__order", "appearances__pk")
    talks: dict[int, Talk] = {}
    named: dict[str, Named] = {}
    names = ("pk", "title", "appearances__speaker__code", "appearances__speaker__name")
    for pk, title, code, name in rows.values_list(*names):
        talks.setdefault(pk, Talk(pk=pk, title=title))
        if code:
            named.setdefault(code, Named(code, name))
    return list(talks.values()), list(named.values())


def speakers_of(sessions: Collection[int]) -> dict[int, list[Named]]:
    """Who speaks in each of the sessions, in order, each once; one query."""
    rows = (
        TalkSpeaker.objects.filter(talk__session__in=sessions)
        .order_by("talk__session", "talk__order", "order", "pk")
        .values_list("talk__session", "speaker__code", "speaker__name")
    )
    found: dict[int, dict[str, Named]] = defaultdict(dict)
    for session, code, name in rows:
        found[session].setdefault(code, Named(code, name))
    return {session: list(named.values()) for session, named in found.items()}


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


def speaker_ids(conference_id: int) -> dict[int, list[tuple[int, str]]]:
    """Id and name of everybody who speaks in or chairs a session, by session. Two queries."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    talks = TalkSpeaker.objects.filter(talk__session__conference=conference_id)
    chairs = Session.objects.filter(conference=conference_id, chair__isnull=False)
    rows = [
        *talks.values_list("talk__session", "speaker", "speaker__name"),
        *chairs.values_list("pk", "chair", "chair__name"),
    ]
    for session, speaker, name in rows:
        found[session][speaker] = name
    return {session: list(named.items()) for session, named in found.items()}


def speakers_with_accounts(sessions: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of session and person for the speakers who have an account, each once."""
    rows = TalkSpeaker.objects.filter(talk__session__in=sessions, speaker__person__isnull=False)
    return sorted(set(rows.values_list("talk__session", "speaker__person")))


def to_confirm(person_id: int, conference_id: int) -> list[Session]:
    """Accepted sessions that wait for this speaker's confirmation."""
    mine = TalkSpeaker.objects.filter(talk__session=OuterRef("pk"), speaker__person=person_id)
    found = Session.objects.filter(Exists(mine), conference=conference_id, state=Session.State.ACCEPTED)
    return list(found.order_by("title", "pk"))


def speaker(conference_id: int, pk: int) -> Speaker:
    """A speaker of the conference by id, or NotFound."""
    found = Speaker.objects.filter(conference=conference_id, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def may_read_planning(person_id: int, key: str) -> bool:
    """Edits of the work in progress are told to those who keep the programme of that conference."""
    return rules.may_manage(actors.load(person_id, as_id(key)))

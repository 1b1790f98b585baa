"""Reads who speaks: as cards name them, as the planning pages and letters need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core.errors import NotFound
from core.models import Conference
from schedule.programme import queries
from schedule.programme.models import Session, Speaker, Talk, TalkSpeaker


@dataclass(frozen=True, slots=True)
class Named:
    """A speaker as a card names them."""

    code: str
    name: str


def speaker(conference_id: int, pk: int) -> Speaker:
    """A speaker of the conference by id, or NotFound."""
    found = Speaker.objects.filter(conference=conference_id, pk=pk).first()
    if found is None:
        raise NotFound
    return found


def speaker_by_code(conference: Conference, code: str) -> Speaker:
    """A speaker of at least one public session; else NotFound."""
    public = queries.public_sessions().filter(conference=conference, talks__appearances__speaker=OuterRef("pk"))
    found = Speaker.objects.filter(Exists(public), conference=conference, code=code).first()
    if found is None:
        raise NotFound
    return found


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


def speaker_ids(conference_id: int) -> dict[int, list[tuple[int, str]]]:
    """Id and name of everybody who will speak in or chairs a session, by session. Two queries, three with drafts."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    special = Session.objects.filter(Q(chair__isnull=False) | Q(draft__has_key="talks"), conference=conference_id)
    rows = list(special.values_list("pk", "chair", "chair__name", "draft"))
    planned = _planned(conference_id, {pk: draft["talks"] for pk, _chair, _name, draft in rows if "talks" in draft})
    talks = TalkSpeaker.objects.filter(talk__session__conference=conference_id)
    for session, speaker, name in talks.values_list("talk__session", "speaker", "speaker__name"):
        if session not in planned:
            found[session][speaker] = name
    for session, speakers in planned.items():
        found[session] = dict(speakers)
    for session, chair, name, _draft in rows:
        if chair is not None:
            found[session][chair] = name
    return {session: list(named.items()) for session, named in found.items()}


def _planned(conference_id: int, talks: Mapping[int, list[dict[str, Any]]]) -> dict[int, dict[int, str]]:
    """Who speaks in sessions whose talks wait for a release, as planned. One query if there are such."""
    if not talks:
        return {}
    names = dict(Speaker.objects.filter(conference=conference_id).values_list("pk", "name"))
    return {
        session: {pk: names[pk] for entry in entries for pk in entry["speakers"] if pk in names}
        for session, entries in talks.items()
    }


def speakers_with_accounts(sessions: Collection[int]) -> list[tuple[int, int]]:
    """Pairs of session and person for the speakers who have an account, each once."""
    rows = TalkSpeaker.objects.filter(talk__session__in=sessions, speaker__person__isnull=False)
    return sorted(set(rows.values_list("talk__session", "speaker__person")))


def to_confirm(person_id: int, conference_id: int) -> list[Session]:
    """Accepted sessions that wait for this speaker's confirmation."""
    mine = TalkSpeaker.objects.filter(talk__session=OuterRef("pk"), speaker__person=person_id)
    found = Session.objects.filter(Exists(mine), conference=conference_id, state=Session.State.ACCEPTED)
    return list(found.order_by("title", "pk"))

"""Reads the talks of a session as plain values, as they are and as the next release will have them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schedule.programme.models import Session, Talk

TEXTS = ("title", "abstract", "lay_summary", "doi", "disclosures", "unpublished", "minutes")
Entry = dict[str, Any]  # a talk: `TEXTS`, its id (None before it is kept), and the ids of its speakers in order


def kept(session: Session) -> list[Entry]:
    """The talks as they are, in order. Two queries."""
    return entries(session.talks.prefetch_related("appearances"))


def entries(rows: Iterable[Talk]) -> list[Entry]:
    """Talks whose appearances were read before as plain values, in order."""
    return [
        {"id": talk.pk, **{name: getattr(talk, name) for name in TEXTS}, "speakers": _speakers(talk)}
        for talk in sorted(rows, key=lambda talk: talk.order)
    ]


def _speakers(talk: Any) -> list[int]:
    return [one.speaker_id for one in talk.appearances.all()]


def planned(session: Session) -> list[Entry]:
    """The talks as the next release will have them."""
    return list(session.draft["talks"]) if "talks" in session.draft else kept(session)


def blank(title: str) -> Entry:
    """A talk of which nothing is known but its title."""
    texts = {"abstract": "", "lay_summary": "", "doi": "", "disclosures": "", "unpublished": False, "minutes": None}
    return {"id": None, "title": title, **texts, "speakers": []}


def following(session: Session, fields: dict[str, Any]) -> dict[str, list[Entry]]:
    """The only talk of a session has its words, and goes along when they change."""
    entries = planned(session)
    if len(entries) != 1:
        return {}
    (one,) = entries
    as_it_is = {name: session.draft.get(name, getattr(session, name)) for name in ("title", "abstract")}
    changed = {
        name: fields[name]
        for name, said in as_it_is.items()
        if name in fields and one[name] == said and fields[name] != said
    }
    return {"talks": [one | changed]} if changed else {}

"""Words of a public session wait for the next release: what is written now, what is held back, and how they differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery

from schedule.programme.editor.items import TALKS
from schedule.programme.frozen.queries import WORDS  # the rest (track, type, seats, warnings) holds at once
from schedule.programme.models import Release, ReleasedSitting, Session, Speaker
from schedule.programme.talks import queries as talks


def is_public(session: Session) -> bool:
    """Whether the current release shows it. One query."""
    newest = Release.objects.filter(conference=session.conference_id).order_by("-number").values("pk")[:1]
    return ReleasedSitting.objects.filter(release=Subquery(newest), session=session).exists()


def held_back(session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an edit, with the words of a public session moved into its draft; a word as it is needs none."""
    if session._state.adding or not is_public(session):
        return dict(fields)
    words = {name: fields[name] for name in (*WORDS, TALKS) if name in fields}
    as_is = {name: talks.kept(session) if name == TALKS else getattr(session, name) for name in words}
    draft = {name: value for name, value in (session.draft | words).items() if as_is.get(name) != value}
    return {name: value for name, value in fields.items() if name not in words} | {"draft": draft}


def drafted(conference_id: int) -> QuerySet[Session]:
    """Sessions with words that wait for a release, in the order of their ids."""
    return Session.objects.filter(conference=conference_id).exclude(draft={}).order_by("pk")


@dataclass(frozen=True, slots=True)
class Reworded:
    """A session whose words the next release changes; `rows` are name of the field, before and after."""

    session: int
    code: str
    title: str
    rows: list[tuple[str, str, str]]

    @property
    def logged(self) -> dict[str, dict[str, str]]:
        """As a change log keeps it: titles only; the rest is read on the session's page."""
        titles = [(before, after) for name, before, after in self.rows if name == "title"]
        return {"before": {"title": titles[0][0]}, "after": {"title": titles[0][1]}} if titles else {}


def reworded(conference_id: int) -> list[Reworded]:
    """What the next release would say differently. Four queries for any number of sessions."""
    rows = list(drafted(conference_id).prefetch_related("talks__appearances"))
    if not rows:
        return []
    names = dict(Speaker.objects.filter(conference=conference_id).values_list("pk", "name"))
    return [Reworded(row.pk, row.code, row.planned_title, _differences(row, names)) for row in rows]


def _differences(session: Session, names: Mapping[int, str]) -> list[tuple[str, str, str]]:
    found = [(name, getattr(session, name), session.draft[name]) for name in WORDS if name in session.draft]
    if TALKS in session.draft:
        before = talks.entries(session.talks.all())
        found.append((TALKS, _in_lines(before, names), _in_lines(session.draft[TALKS], names)))
    return found


def _in_lines(entries: list[talks.Entry], names: Mapping[int, str]) -> str:
    """Each talk with all that a reader would see of it, so that any change of it shows."""
    return "\n".join(_in_line(number, entry, names) for number, entry in enumerate(entries, 1))


def _in_line(number: int, entry: talks.Entry, names: Mapping[int, str]) -> str:
    who = ", ".join(names[pk] for pk in entry["speakers"] if pk in names)
    minutes = f"{entry['minutes']} min" if entry["minutes"] else ""
    head = " · ".join(part for part in (entry["title"], who, minutes) if part)
    return "\n".join([f"{number}. {head}", *(entry[name] for name in ("abstract", "lay_summary") if entry[name])])

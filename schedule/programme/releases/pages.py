"""What the pages of releases show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from core.models import Conference
from schedule.programme import letters
from schedule.programme import queries as programme
from schedule.programme.editor import drafts
from schedule.programme.models import Change, Release, Session
from schedule.programme.releases import queries
from schedule.programme.warnings import Finding

MOST_NEW = 12  # new sessions of a release that a page shows unfolded
MOST_OF_A_KIND = 50  # findings shown of one kind; the rest is counted


@dataclass(frozen=True, slots=True)
class Line:
    """A change as a page says it."""

    change: Change
    was: datetime | None
    now: datetime | None
    was_where: str
    now_where: str
    talks: list[str]
    was_called: str = ""

    @property
    def is_public(self) -> bool:
        """Whether there is a page of the session to lead to."""
        return self.change.session.state in programme.PUBLIC_STATES

    def in_words(self, zone: str) -> str:
        """Where it was and is, for programs that show no markup."""
        before = self._said(self.was, self.was_where, zone)
        after = self._said(self.now, self.now_where, zone)
        if self.was_called:
            return f"{self.was_called} → {self.change.after.get('title', '')}"
        return " → ".join(part for part in (before, after) if part) or "; ".join(self.talks)

    def _said(self, at: datetime | None, where: str, zone: str) -> str:
        return ", ".join(part for part in (letters.in_words(at, zone) if at else "", where) if part)


def line(change: Change) -> Line:
    """A row of the change log as a line of a page."""
    before, after = change.before, change.after
    return Line(
        change, _at(before), _at(after), before.get("place", ""), after.get("place", ""), after.get("talks", []),
        before.get("title", ""),
    )  # fmt: skip


def _at(where: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(where["start"]) if where.get("start") else None


@dataclass(frozen=True, slots=True)
class ShownRelease:
    release: Release
    lines: list[Line]

    @property
    def first_seen(self) -> list[Line]:
        """What is new in it, when that is a long list: a page folds it, so that one sees what moved."""
        new = [line for line in self.lines if line.change.kind == Change.Kind.CREATED]
        return new if len(new) > MOST_NEW else []

    @property
    def others(self) -> list[Line]:
        folded = {line.change.pk for line in self.first_seen}
        return [line for line in self.lines if line.change.pk not in folded]


def by_release(conference_id: int, lines: list[Line]) -> list[ShownRelease]:
    """All releases, the newest first, each with its lines."""
    known = {number: list(rows) for number, rows in groupby(sorted(lines, key=_number), key=_number)}
    return [ShownRelease(release, known.get(release.pk, [])) for release in queries.releases(conference_id)]


def _number(line: Line) -> int:
    return line.change.release_id


@dataclass(frozen=True, slots=True)
class Kind:
    """Findings of one kind, at most `MOST_OF_A_KIND` of them."""

    code: str
    shown: list[Finding]
    count: int


def next_release(conference: Conference) -> dict[str, Any]:
    """Differences, findings, fairness, decisions that wait, and earlier releases. At most nineteen queries."""
    release = programme.current_release(conference.pk)
    rows = list(queries.publishable(conference.pk))
    found = queries.findings(conference.pk)
    meter = queries.meter(conference.pk)
    codes = _codes({finding.session for finding in found})
    return {
        "release": release,
        "difference": queries.difference(release, rows),
        "reworded": drafts.reworded(conference.pk),
        "public": len(rows),
        "kinds": [_kind(code, list(group)) for code, group in groupby(found, key=lambda one: one.code)],
        "codes": codes,
        "meter": meter,
        "titles": queries.titles({one.session for one in meter.unfair}),
        "pending": list(queries.pending(conference.pk)),
        "releases": list(queries.releases(conference.pk)[:20]),
        "waiting": queries.waiting(conference.pk).count(),
    }


def _kind(code: str, group: list[Finding]) -> Kind:
    return Kind(code, group[:MOST_OF_A_KIND], len(group))


def _codes(sessions: set[int]) -> dict[int, str]:
    return dict(Session.objects.filter(pk__in=sessions).values_list("pk", "code"))

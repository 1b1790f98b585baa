"""Letters and news about changes to those whom they concern: who starred the session, who speaks in it.

Who starred what is private: recipients are found inside the job, and no page shows them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_tasks import task

from accounts import queries as people
from accounts.notices import actions as notices
from accounts.queries import Reader
from core import clock
from core.models import Conference
from core.unit import unit_of_work
from schedule.programme import calendar_files, queries, states
from schedule.programme import speakers as cast
from schedule.programme.models import Change, Session

BATCH = 100  # letters in one transaction
NEAR = timedelta(hours=24)


def tell(*changes: int, note: str = "") -> None:
    """Ask for the letters about these changes, all of one conference, once the present transaction is final."""
    send.enqueue(list(changes), note)


@task()
def send(changes: list[int], note: str) -> int:
    """Write to everybody concerned, one letter with all that concerns her; how many. May run twice: one letter each."""
    found = list(queries.changes(changes))
    if not found:
        return 0
    conference = found[0].session.conference
    by_person = _by_person(found)
    readers = people.readers(by_person)
    batch = hashlib.sha256(repr(sorted(changes)).encode()).hexdigest()[:16]
    for at in range(0, len(readers), BATCH):
        with unit_of_work():
            for reader in readers[at : at + BATCH]:
                _write(conference, reader, by_person[reader.id], note, f"changes:{batch}:{reader.id}")
    return len(readers)


def _by_person(changes: Sequence[Change]) -> dict[int, list[Change]]:
    """What concerns whom. Who pressed the button knows already."""
    concerned = queries.concerned({change.session_id for change in changes})
    found: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        for person in sorted(concerned.get(change.session_id, ())):
            if person != change.by_id:
                found[person].append(change)
    return found


def _write(conference: Conference, reader: Reader, changes: list[Change], note: str, key: str) -> None:
    sessions = {change.session_id for change in changes}
    cancelled = all(change.kind == Change.Kind.CANCELLED for change in changes)
    method = "CANCEL" if cancelled else "PUBLISH"
    notices.send(
        reader.id,
        key=key,
        kind="programme.changed",
        conference=conference,
        title=_subject(changes),
        text=_text(conference, reader, changes, note),
        url=_page(conference, changes),
        urgent=any(_is_near(change) for change in changes),
        calendar=calendar_files.write(conference, sessions, method),
        method=method,
    )


def _page(conference: Conference, changes: Sequence[Change]) -> str:
    """The session itself, or with several one's own schedule."""
    if len(changes) == 1 and changes[0].session.state in states.PUBLIC:
        return reverse("session", args=[conference.slug, changes[0].session.code])
    return reverse("programme", args=[conference.slug]) + "?mine=1"


def _is_near(change: Change) -> bool:
    """What begins within a day may wake somebody: she would stand before a closed door."""
    said = [datetime.fromisoformat(where["start"]) for where in (change.before, change.after) if where.get("start")]
    return any(clock.now() <= start <= clock.now() + NEAR for start in said)


def _subject(changes: Sequence[Change]) -> str:
    first = changes[0]
    if len(changes) > 1:
        return _("%(count)d of your sessions have changed") % {"count": len(changes)}
    words = {
        Change.Kind.MOVED: _("Moved: %(title)s"),
        Change.Kind.CANCELLED: _("Cancelled: %(title)s"),
        Change.Kind.CREATED: _("New: %(title)s"),
        Change.Kind.CHANGED: _("Changed: %(title)s"),
    }
    return words[Change.Kind(first.kind)] % {"title": first.session.title}


def _text(conference: Conference, reader: Reader, changes: Iterable[Change], note: str) -> str:
    parts = [_("Something in your schedule of %(name)s has changed.") % {"name": conference.name}]
    parts += [note] if note else []
    parts += [_about(conference, reader, change) for change in changes]
    return "\n\n".join([*parts, _("The calendar file with this letter holds the new times.")])


def _about(conference: Conference, reader: Reader, change: Change) -> str:
    lines = [change.session.title]
    for word, where in ((_("Before"), change.before), (_("Now"), change.after)):
        if said := _where(conference, reader, where):
            lines.append(f"{word}: {said}")
    if change.kind == Change.Kind.CANCELLED:
        lines.append(_("It does not take place."))
    if talks := change.after.get("talks"):
        lines.append(_("The order of the talks is now:"))
        lines += [f"{number}. {title}" for number, title in enumerate(talks, 1)]
    return "\n".join(lines)


def _where(conference: Conference, reader: Reader, where: dict[str, Any]) -> str:
    if not where.get("start"):
        return str(where.get("place", ""))
    start = datetime.fromisoformat(where["start"])
    said = both_times(start, conference.zone, reader.zone)
    return f"{said}, {where['place']}" if where.get("place") else said


def both_times(at: datetime, home: str, mine: str) -> str:
    """Congress time first, the reader's beside it: "Thu 26 Nov, 16:00 CET (you: Thu 26 Nov, 20:30 IST)"."""
    said = in_words(at, home)
    return said if in_words(at, mine) == said else _("%(home)s (you: %(mine)s)") % {
        "home": said, "mine": in_words(at, mine),
    }  # fmt: skip


def in_words(at: datetime, zone: str) -> str:
    """The instant by the clock of a zone, with its letters or offset."""
    local = at.astimezone(clock.zone(zone))
    letters = local.tzname() or ""
    letters = letters if letters[:1].isalpha() else f"UTC{local.isoformat()[-6:]}"
    return f"{date_format(local, 'D j M')}, {local:%H:%M} {letters}"


def speakers_of(sessions: Iterable[int]) -> list[tuple[Reader, Session]]:
    """Whom to write to about a decision on these sessions: their speakers who have an account. Three queries."""
    by_session = {session.pk: session for session in Session.objects.filter(pk__in=list(sessions))}
    pairs = cast.speakers_with_accounts(by_session)
    readers = {reader.id: reader for reader in people.readers({person for _session, person in pairs})}
    return [(readers[person], by_session[session]) for session, person in pairs if person in readers]


def decision(conference: Conference, session: Session) -> tuple[str, str]:
    """Title and text of what a speaker is told of a decision."""
    words = {
        Session.State.ACCEPTED: _("“%(title)s” was accepted for %(name)s. Please confirm that you will come."),
        Session.State.CONFIRMED: _("“%(title)s” is confirmed for %(name)s."),
        Session.State.REJECTED: _("“%(title)s” could not be accepted for %(name)s. Thank you for handing it in."),
        Session.State.CANCELLED: _("“%(title)s” was cancelled at %(name)s."),
    }
    said = words[Session.State(session.state)] % {"title": session.title, "name": conference.name}
    title = _("About your session: %(title)s") % {"title": session.title}
    return title, said

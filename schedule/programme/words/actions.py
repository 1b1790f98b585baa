"""Writes talks and speakers, as edits like all others: compared, kept, and taken back if wanted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from schedule.programme.editor import actions as editing
from schedule.programme.editor import drafts
from schedule.programme.editor.items import TALKS, Step
from schedule.programme.models import Session, Speaker
from schedule.programme.talks import queries as talks
from schedule.programme.talks.queries import Entry
from schedule.programme.words import queries

MOST_TALKS = 60  # of one session


def write_talk(actor: Actor, session: Session, version: int, at: int | None, **fields: Any) -> None:
    """Change the talk at a place in the order, or put one more at the end.

    Of a public session it waits for the next release. Raises Conflict when the session is not as it was seen.
    """
    entries = _seen(session, version)
    if at is None:
        if len(entries) >= MOST_TALKS:
            raise Conflict("talk.too_many", _("A session has at most sixty talks."))
        entries.append(talks.blank("") | fields)
        text = _("New talk: %(title)s")
    else:
        entries[_checked(at, entries)] |= fields
        text = _("Talk changed: %(title)s")
    _lay(actor, session, version, entries, text % {"title": fields["title"]})


def move_talk(actor: Actor, session: Session, version: int, at: int, to: int) -> None:
    """Put a talk at another place in the order of its session."""
    entries = _seen(session, version)
    one = entries.pop(_checked(at, entries))
    entries.insert(min(to, len(entries)), one)
    _lay(actor, session, version, entries, _("Talk moved: %(title)s") % {"title": one["title"]})


def drop_talk(actor: Actor, session: Session, version: int, at: int) -> None:
    """Take a talk out of its session."""
    entries = _seen(session, version)
    one = entries.pop(_checked(at, entries))
    _lay(actor, session, version, entries, _("Talk taken out: %(title)s") % {"title": one["title"]})


def _seen(session: Session, version: int) -> list[Entry]:
    """The talks as planned, under the session's lock, and in the version that was seen."""
    return talks.planned(editing.locked(session, version))


def _checked(at: int, entries: list[Entry]) -> int:
    if at >= len(entries):
        raise Invalid("talk.not_there", _("There is no such talk any more."), field="at")
    return at


def _lay(actor: Actor, session: Session, version: int, entries: list[Entry], text: str) -> None:
    step = Step(session, drafts.held_back(session, {TALKS: entries}), version)
    editing.carry_out(actor, session.conference_id, text, [step])


def write_speaker(
    actor: Actor, conference: Conference, speaker: Speaker | None, version: int | None, **fields: str
) -> Speaker:
    """Make a speaker, or change how the programme names one: at once, wherever the name stands."""
    row = speaker or Speaker(conference=conference)
    text = (_("Speaker changed: %(name)s") if speaker else _("New speaker: %(name)s")) % {"name": fields["name"]}
    editing.carry_out(actor, conference.pk, text, [Step(row, dict(fields), version)])
    return row


def drop_speaker(actor: Actor, conference: Conference, speaker: Speaker, version: int) -> None:
    """Take out a speaker who gives no talk and chairs nothing. Raises Conflict for one who does."""
    if queries.is_needed(speaker):
        raise Conflict("speaker.in_use", _("This person speaks or chairs. Take them out of their sessions first."))
    editing.drop(actor, conference, speaker, version, speaker.name)


def named(actor: Actor, conference_id: int, name: str, affiliation: str) -> Speaker:
    """The one speaker of that name ("Name" or "Name, CODE"), made when there is none.

    Raises Invalid when several have the name, since only a code tells them apart.
    """
    found = queries.called(conference_id, name)
    if len(found) > 1:
        sorry = _("Several people have that name. Choose one from the list, with the sign behind the name.")
        raise Invalid("speaker.ambiguous", sorry, field="add")
    if found:
        return found[0]
    return write_speaker(
        actor, Conference(pk=conference_id), None, None, name=name[:120], affiliation=affiliation, biography=""
    )

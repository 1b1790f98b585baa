"""Commands of set-up and rehearsal."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse

from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Conflict
from core.models import Conference
from core.payload import Payload, Slug, Text
from core.text import clean_line
from schedule.launch import actions, queries
from schedule.programme import queries as programme
from schedule.programme import rules

ORGANIZE = "conference.organize"
MOST_NAMES = 200


class SetFrame(Payload):
    conference: Slug
    places: Annotated[str, Text(12_000, 0)] = ""
    tracks: Annotated[str, Text(12_000, 0)] = ""


def _conference(data: SetFrame | Rehearse) -> Conference:
    return programme.conference(data.conference)


def _names(text: str) -> list[str]:
    found = dict.fromkeys(name[:120] for line in text.splitlines() if (name := clean_line(line)))
    return list(found)[:MOST_NAMES]


@command(
    "setup.frame", schema=SetFrame, subject=_conference, permission=rules.MANAGE, limit=Limit(60, per=3600),
    audited=True,
)  # fmt: skip
def set_frame(actor: Actor, conference: Conference, data: SetFrame) -> Result:
    """Make places and tracks, one name in a line; what is there already stays."""
    places, tracks = actions.set_frame(conference, _names(data.places), _names(data.tracks))
    url = f"{reverse('setup', args=[conference.slug])}#programme"
    return {"places": places, "tracks": tracks, "url": url}


class Rehearse(Payload):
    conference: Slug


@command(
    "rehearsal.begin", schema=Rehearse, subject=_conference, permission=ORGANIZE, limit=Limit(20, per=3600),
    audited=True,
)  # fmt: skip
def begin(actor: Actor, conference: Conference, data: Rehearse) -> Result:
    """Clone the congress as if it began in five minutes, for its team alone."""
    if conference.is_rehearsal:
        raise Conflict("rehearsal.of_a_rehearsal", "This is a rehearsal already.")
    clone = actions.rehearse(actor, conference)
    return {"conference": clone.slug, "url": reverse("programme", args=[clone.slug])}


@command(
    "rehearsal.erase", schema=Rehearse, subject=_conference, permission=ORGANIZE, limit=Limit(20, per=3600),
)  # fmt: skip
def erase(actor: Actor, conference: Conference, data: Rehearse) -> Result:
    """Erase a rehearsal with everything in it; the congress itself stays."""
    found = queries.rehearsal(conference.slug)
    original = found.original.slug
    actions.erase(found)
    return {"url": f"{reverse('setup', args=[original])}#rehearsal"}

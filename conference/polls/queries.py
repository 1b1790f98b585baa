"""Readers of polls."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from conference.polls import events, tally
from conference.polls.models import Ballot, Poll
from conference.polls.tally import Row, Tally
from conference.rooms.models import Room
from core import clock, sealing
from core.actor import Actor
from core.errors import NotFound
from core.text import as_cell

PUBLIC = (Poll.State.OPEN, Poll.State.CLOSED)
# Kinds in which people write
WRITTEN = (Poll.Kind.WORDS, Poll.Kind.TEXT)


def poll(pk: int) -> Poll:
    found = Poll.objects.select_related("room__session", "room__conference").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def mark_of(person_id: int, poll_id: int) -> str:
    """What keeps ballots one per person: it can be compared, not read backwards."""
    return sealing.mark(person_id, f"poll:{poll_id}", settings.SEAL_KEY)


def count(poll: Poll) -> Tally:
    """The result of a poll, to be shown only to those who may see it. One query, or none once the ballots are gone."""
    if poll.result is not None:
        return Tally(**{**poll.result, "rows": tuple(Row(**row) for row in poll.result["rows"])})
    values = list(Ballot.objects.filter(poll=poll).order_by("pk").values_list("value", flat=True))
    return tally.tally(poll.kind, poll.options, values, poll.screened)


def has_voted(actor: Actor, poll: Poll) -> bool:
    return bool(ballots_of(actor, [poll]))


def ballots_of(actor: Actor, polls: list[Poll]) -> dict[int, Any]:
    """The actor's own ballots, by poll. One query."""
    if actor.person_id is None:
        return {}
    marks = [mark_of(actor.person_id, poll.pk) for poll in polls]
    return dict(Ballot.objects.filter(poll__in=polls, mark__in=marks).values_list("poll_id", "value"))


def in_room(room: Room, states: tuple[str, ...] = PUBLIC) -> list[Poll]:
    """The polls of a room, the newest last. One query."""
    found = list(Poll.objects.filter(room=room, state__in=states).order_by("pk"))
    for one in found:
        one.room = room
    return found


def data(poll: Poll, *, with_results: bool) -> dict[str, Any]:
    """A poll as event data, with its results only where the reader may see them."""
    return events.data(poll, count(poll) if with_results else None).model_dump(mode="json")


def entries(poll: Poll) -> list[dict[str, Any]]:
    """What people wrote, each once, for a moderator to let in or hide: text, key, shown."""
    if poll.kind not in WRITTEN:
        return []
    written: dict[str, str] = {}
    for value in Ballot.objects.filter(poll=poll).order_by("pk").values_list("value", flat=True):
        for text in [value] if isinstance(value, str) else value:
            written.setdefault(tally.key(text), text)
    by_default = poll.kind == Poll.Kind.WORDS
    return [{"key": k, "text": text, "shown": poll.screened.get(k, by_default)} for k, text in written.items()]


def at_desk(poll: Poll) -> events.DeskPollData:
    """A poll as who runs it sees it."""
    return events.at_desk(poll, count(poll), entries(poll))


def wording(poll: Poll) -> dict[str, Any]:
    """What the form of a poll holds, as its author typed it."""
    at = poll.opens_at.astimezone(clock.zone(poll.room.conference.zone)) if poll.opens_at else None
    return {
        "poll": poll.pk,
        "kind": poll.kind,
        "text": poll.text,
        "options": "\n".join(poll.options),
        "least": poll.least,
        "most": poll.most,
        "right": "" if poll.right is None else poll.right + 1,
        "reveal": poll.reveal,
        "by_name": poll.by_name,
        "opens_at": at.strftime("%Y-%m-%dT%H:%M") if at else "",
    }


def streams(room: Room) -> list[str]:
    """The streams of results in a room. One query."""
    return [poll.stream for poll in Poll.objects.filter(room=room, state__in=PUBLIC).only("pk")]


def pinned(room: Room) -> Poll | None:
    """What the screen of a room shows."""
    return next((p for p in in_room(room) if p.pinned), None)


def table(room: Room) -> list[list[object]]:
    """The results of a room's polls as rows of a spreadsheet; a line per ballot where the poll was by name."""
    rows: list[list[object]] = []
    for one in in_room(room):
        found = count(one)
        head = [as_cell(one.text), one.kind, one.state, found.ballots]
        rows += [[*head, as_cell(row.label), row.count, row.share, ""] for row in found.rows]
        if one.by_name:
            rows += [[*head, as_cell(_said(one, b.value)), 1, "", as_cell(_name(b))] for b in _named(one)]
    return rows


def _named(poll: Poll) -> list[Ballot]:
    return list(Ballot.objects.filter(poll=poll, voter__isnull=False).select_related("voter__person").order_by("pk"))


def _name(ballot: Ballot) -> str:
    return ballot.voter.shown_name if ballot.voter else ""


def _said(poll: Poll, value: Any) -> str:
    if poll.kind in (Poll.Kind.SINGLE, Poll.Kind.MULTIPLE, Poll.Kind.QUIZ):
        return "; ".join(poll.options[choice] for choice in value)
    if poll.kind == Poll.Kind.RANKING:
        return "; ".join(option for _place, option in sorted(zip(value, poll.options, strict=True)))
    return "; ".join(value) if isinstance(value, list) else str(value)

"""The only writers of polls and ballots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from conference.polls import ballots, events, queries
from conference.polls.models import Ballot, Poll
from conference.polls.scores import actions as scores
from conference.rooms.models import Room
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.unit import unit_of_work
from realtime import log
from realtime.log import News

State, Reveal = Poll.State, Poll.Reveal
COMES_FROM: dict[str, set[str]] = {
    State.OPEN: {State.DRAFT, State.CLOSED},
    State.CLOSED: {State.OPEN},
    State.ARCHIVED: {State.DRAFT, State.CLOSED},
}
BETWEEN_TALLIES = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a poll asks, as its author writes it. `right` counts from 1."""

    kind: str
    text: str
    options: Sequence[str]
    least: int
    most: int
    right: int | None
    reveal: str
    by_name: bool
    opens_at: datetime | None = None


def prepare(room: Room, wording: Wording) -> Poll:
    """A new draft, seen at the desk only."""
    poll = Poll.objects.create(room=room, **_columns(wording))
    tell_desk(poll)
    return poll


def edit(poll: Poll, wording: Wording) -> None:
    """Change a poll that nobody has seen yet: what one votes on does not change under one's vote."""
    poll = held(poll)
    _must_be(poll, {State.DRAFT})
    for name, value in _columns(wording).items():
        setattr(poll, name, value)
    poll.save()
    tell_desk(poll)


def _columns(wording: Wording) -> dict[str, Any]:
    return {
        "kind": wording.kind,
        "text": wording.text,
        "options": list(wording.options),
        "least": wording.least,
        "most": wording.most,
        "right": None if wording.right is None else wording.right - 1,
        "reveal": wording.reveal,
        "by_name": wording.by_name,
        "opens_at": wording.opens_at,
    }


def move(poll: Poll, state: str) -> Poll:
    """Open, close, open again or archive. Results show by themselves as the poll promised."""
    poll = held(poll)
    _must_be(poll, COMES_FROM[state])
    if state == State.OPEN and poll.result is not None:
        raise Conflict("poll.counted", _("The ballots of this poll are deleted, so only its result is left."))
    was, poll.state = poll.state, state
    if state == State.OPEN:
        poll.shown = poll.reveal == Reveal.LIVE
        _pin(poll)
    elif state == State.CLOSED:
        poll.shown = poll.shown or poll.reveal != Reveal.HAND
    else:
        poll.shown = poll.pinned = False
    poll.save(update_fields=["state", "shown", "pinned"])
    if state == State.ARCHIVED:
        _take_away(poll, was)
    else:
        _tell(poll, hides=state == State.OPEN and not poll.shown)
    _score(poll)
    return poll


def show(poll: Poll, on: bool) -> None:
    """Show the results to the whole room, or hide them again: then earlier events forget them as well."""
    poll = held(poll)
    _must_be(poll, {State.OPEN, State.CLOSED})
    poll.shown = on
    poll.save(update_fields=["shown"])
    _tell(poll, hides=not on)
    _score(poll)


def pin(poll: Poll, on: bool) -> None:
    """What the screen in the hall shows; one at a time."""
    poll = held(poll)
    _must_be(poll, {State.OPEN, State.CLOSED})
    if on:
        _pin(poll)
    poll.pinned = on
    poll.save(update_fields=["pinned"])
    _tell(poll)


def _pin(poll: Poll) -> None:
    for other in Poll.objects.select_for_update(of=("self",)).filter(room=poll.room, pinned=True).exclude(pk=poll.pk):
        other.pinned = False
        other.save(update_fields=["pinned"])
        _tell(queries.poll(other.pk))
    poll.pinned = True


def vote(actor: Actor, poll: Poll, raw: ballots.Raw) -> None:
    """Cast a ballot, or change it while the poll is open. One per person, whatever happens at once."""
    poll = _locked(poll)
    _must_be(poll, {State.OPEN})
    try:
        value = ballots.clean(poll.kind, len(poll.options), poll.least, poll.most, raw)
    except ballots.UnfitError as unfit:
        raise Invalid("poll.ballot_unfit", _(str(unfit)), field=unfit.field) from None
    Ballot.objects.update_or_create(
        poll=poll,
        mark=queries.mark_of(actor.person_id or 0, poll.pk),
        defaults={"value": value, "voter_id": actor.membership_id if poll.by_name else None},
    )
    Poll.objects.filter(pk=poll.pk, uncounted=False).update(uncounted=True)


def screen(poll: Poll, entry: str, on: bool) -> None:
    """Let a text in or a word stand, or hide it from the results."""
    poll = held(poll)
    if entry not in {one["key"] for one in queries.entries(poll)}:
        raise Invalid("poll.no_such_entry", _("Nobody has written that."), field="entry")
    poll.screened = {**poll.screened, entry: on}
    poll.save(update_fields=["screened"])
    _tell(poll, hides=not on)


def tell_results() -> int:
    """Tell the running results of polls with new ballots, each at most once a second; of how many it told."""
    due = Q(told_at__isnull=True) | Q(told_at__lte=clock.now() - BETWEEN_TALLIES)
    told = 0
    for pk in Poll.objects.filter(due, uncounted=True).values_list("pk", flat=True):
        with unit_of_work():
            told += _tell_result(pk)
    return told


def _tell_result(pk: int) -> bool:
    poll = _locked(queries.poll(pk))
    now = clock.now()
    if not poll.uncounted or (poll.told_at and poll.told_at > now - BETWEEN_TALLIES):
        return False  # another worker was here
    Poll.objects.filter(pk=pk).update(uncounted=False, told_at=now)
    streams = [poll.room.desk]
    if poll.shown:
        streams.append(poll.room.stream)
    elif poll.reveal == Reveal.VOTED:
        streams.append(poll.stream)
    data = events.tallied(poll, queries.count(poll))
    log.append(*(News(stream, events.TALLIED, data, _subject(poll)) for stream in streams))
    if poll.kind in queries.WRITTEN:
        tell_desk(poll)  # what came in waits there to be let in
    return True


def open_due() -> int:
    """Open the drafts whose time has come; how many."""
    due = Poll.objects.filter(state=State.DRAFT, opens_at__lte=clock.now()).values_list("pk", flat=True)
    opened = 0
    for pk in due:
        with unit_of_work():
            poll = held(queries.poll(pk))
            if poll.state == State.DRAFT and "polls" not in poll.room.off:  # else it opens when they are on again
                move(poll, State.OPEN)
                opened += 1
    return opened


def _locked(poll: Poll) -> Poll:
    Poll.objects.select_for_update().get(pk=poll.pk)
    return queries.poll(poll.pk)


def held(poll: Poll) -> Poll:
    """The poll with its room, locked in this order: who runs polls may have to take the pin from another."""
    Room.objects.select_for_update().get(pk=poll.room_id)
    return _locked(poll)


def _must_be(poll: Poll, states: set[str]) -> None:
    if poll.state not in states:
        raise Conflict("poll.moved_on", _("This poll has moved on meanwhile. Please look again."))


def _tell(poll: Poll, hides: bool = False) -> None:
    """Tell the room and the desk. What `hides` rewrites the earlier events, so that no replay shows results again."""
    tally = queries.count(poll)
    data = events.data(poll, tally if poll.shown else None)
    log.append(News(poll.room.stream, events.CHANGED, data, _subject(poll), rewrites=hides))
    if hides:
        log.forget(poll.stream)
    tell_desk(poll)


def tell_desk(poll: Poll) -> None:
    """Tell the desk alone how the poll stands."""
    log.append(News(poll.room.desk, events.PREPARED, queries.at_desk(poll), _subject(poll)))


def _take_away(poll: Poll, was: str) -> None:
    gone = events.PollGone(id=poll.pk, room=poll.room_id)
    if was != State.DRAFT:
        log.append(News(poll.room.stream, events.GONE, gone, _subject(poll), rewrites=True))
        log.forget(poll.stream)
    tell_desk(poll)


def _score(poll: Poll) -> None:
    """Points follow what is told of quizzes."""
    if poll.kind == Poll.Kind.QUIZ:
        scores.count_anew(poll.room)


def _subject(poll: Poll) -> str:
    return f"poll:{poll.pk}"

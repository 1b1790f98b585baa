"""What other screens must learn about polls. Results travel only where they are shown."""

from __future__ import annotations

from typing import Any

from conference.polls.models import Poll
from conference.polls.tally import Tally
from realtime import registry
from realtime.registry import EventData, Fragment


class RowData(EventData):
    label: str
    count: int
    share: int
    choice: int


class TallyData(EventData):
    ballots: int
    rows: list[RowData]
    mean: float | None
    median: float | None


class PollData(EventData):
    id: int
    room: int
    kind: str
    text: str
    options: list[str]
    least: int
    most: int
    state: str
    reveal: str
    by_name: bool
    pinned: bool
    shown: bool
    right: str
    tally: TallyData | None


class EntryData(EventData):
    """What somebody wrote; who is told to nobody."""

    key: str
    text: str
    shown: bool


class DeskPollData(PollData):
    """A poll at the desk: also what people wrote, each once, to let in or hide."""

    entries: list[EntryData] = []


class PollTallied(EventData):
    id: int
    room: int
    kind: str
    tally: TallyData


class PollGone(EventData):
    id: int
    room: int


CHANGED, TALLIED, GONE, PREPARED = "poll.changed", "poll.tallied", "poll.gone", "poll.prepared"

registry.event(
    CHANGED,
    PollData,
    Fragment("polls-{room}", "poll-{id}", "conference/_poll.html"),
    Fragment("", "screen-poll-{id}", "conference/_screen_poll.html"),
    text="A poll opened, closed or was pinned, or its results were shown or hidden. `tally` is null while hidden.",
)
registry.event(
    TALLIED,
    PollTallied,
    Fragment("", "poll-{id}-tally", "conference/_tally.html"),
    text="The running result of a poll, absolute, at most once a second; told only where results are shown.",
)
registry.event(
    GONE,
    PollGone,
    Fragment("polls-{room}", "poll-{id}"),
    text="A poll was archived; its words are gone from all earlier events.",
)
registry.event(
    PREPARED,
    DeskPollData,
    Fragment("desk-polls-{room}", "desk-poll-{id}", "conference/_desk_poll.html"),
    text="A poll was written or changed its state; told at the desk only, with the results of that moment.",
)


def data(poll: Poll, tally: Tally | None) -> PollData:
    """A poll as its readers see it; the right answer of a quiz comes with the results of a closed one."""
    told = tally is not None and poll.state == Poll.State.CLOSED and poll.right is not None
    return PollData(
        id=poll.pk,
        room=poll.room_id,
        kind=poll.kind,
        text=poll.text,
        options=poll.options,
        least=poll.least,
        most=poll.most,
        state=poll.state,
        reveal=poll.reveal,
        by_name=poll.by_name,
        pinned=poll.pinned,
        shown=poll.shown,
        right=poll.options[poll.right] if told and poll.right is not None else "",
        tally=_tally(tally) if tally else None,
    )


def at_desk(poll: Poll, tally: Tally, entries: list[dict[str, Any]]) -> DeskPollData:
    return DeskPollData(**data(poll, tally).model_dump(), entries=[EntryData(**one) for one in entries])


def tallied(poll: Poll, tally: Tally) -> PollTallied:
    return PollTallied(id=poll.pk, room=poll.room_id, kind=poll.kind, tally=_tally(tally))


def _tally(tally: Tally) -> TallyData:
    rows = [RowData(label=row.label, count=row.count, share=row.share, choice=row.choice) for row in tally.rows]
    return TallyData(ballots=tally.ballots, rows=rows, mean=tally.mean, median=tally.median)

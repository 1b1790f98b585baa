"""What one may do with polls."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field

from conference.polls import actions, ballots, queries, rules
from conference.polls.models import Poll
from conference.rooms import queries as rooms
from conference.rooms.models import Room
from core import clock, permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.errors import Invalid
from core.payload import Flag, Id, Line, Payload, Text

VOTE = permissions.declare("poll.vote", "Vote in polls", roles=["attendee", "guest"], writing=True)
RUN = permissions.declare("poll.run", "Prepare, open and close polls", roles=["moderator", "chair"])

MOST_OPTIONS, LONGEST_OPTION = 12, 120
CHOOSING = {"single", "multiple", "ranking", "quiz"}
# An empty field of a form is no answer, not a wrong one
Blank = BeforeValidator(lambda value: None if value == "" else value)


class _Wording(Payload):
    kind: Literal["single", "multiple", "rating", "ranking", "words", "text", "number", "quiz"]
    text: Annotated[str, Line(300, 1)]
    # One answer per line, as one writes them
    options: Annotated[str, Text(MOST_OPTIONS * (LONGEST_OPTION + 1), 0)] = ""
    least: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] = 1
    most: Annotated[int, Field(ge=1, le=MOST_OPTIONS)] = MOST_OPTIONS
    right: Annotated[int | None, Field(ge=1, le=MOST_OPTIONS), Blank] = None
    reveal: Literal["live", "voted", "close", "hand"]
    by_name: Flag = False
    # On the clock of the congress, without a zone
    opens_at: Annotated[datetime | None, Blank] = None


class Prepare(_Wording):
    room: Id


class OnePoll(Payload):
    poll: Id


class Edit(_Wording, OnePoll):
    pass


class Move(OnePoll):
    state: Literal["open", "closed", "archived"]


class Switch(OnePoll):
    on: Flag


class Screen(Switch):
    entry: Annotated[str, Line(600, 1)]


class Vote(OnePoll):
    choices: Annotated[list[Annotated[int, Field(ge=0, le=MOST_OPTIONS)]], Field(max_length=MOST_OPTIONS)] = []
    ranks: Annotated[list[Annotated[int, Field(ge=1, le=MOST_OPTIONS)]], Field(max_length=MOST_OPTIONS)] = []
    words: Annotated[list[Annotated[str, Line(30)]], Field(max_length=10)] = []
    text: Annotated[str, Text(300, 0)] = ""
    number: Annotated[float | None, Field(allow_inf_nan=False, ge=-1e12, le=1e12), Blank] = None


def _room(data: Prepare) -> Room:
    return rooms.room(data.room)


def _poll(data: OnePoll) -> Poll:
    return queries.poll(data.poll)


@command(
    "poll.prepare", schema=Prepare, subject=_room, permission=RUN, rule=rules.may_run, limit=Limit(30, 60),
    audited=True, form="conference/_poll_form.html",
)  # fmt: skip
def prepare(actor: Actor, room: Room, data: Prepare) -> Result:
    """Write a poll for a room; only who runs polls sees it before it opens."""
    return {"poll": actions.prepare(room, _wording(data, room)).pk}


@command(
    "poll.edit", schema=Edit, subject=_poll, permission=RUN, rule=rules.may_run, limit=Limit(60, 60), audited=True,
    form="conference/_poll_form.html",
)  # fmt: skip
def edit(actor: Actor, poll: Poll, data: Edit) -> Result:
    """Change a poll that has not opened yet."""
    actions.edit(poll, _wording(data, poll.room))
    return {"poll": poll.pk}


@command(
    "poll.move", schema=Move, subject=_poll, permission=RUN, rule=rules.may_run, limit=Limit(60, 60), audited=True
)  # fmt: skip
def move(actor: Actor, poll: Poll, data: Move) -> Result:
    """Open a poll, close it, open it again, or put it away."""
    return {"poll": poll.pk, "state": actions.move(poll, data.state).state}


@command(
    "poll.show", schema=Switch, subject=_poll, permission=RUN, rule=rules.may_run, limit=Limit(60, 60), audited=True
)  # fmt: skip
def show(actor: Actor, poll: Poll, data: Switch) -> Result:
    """Show the results of a poll to the whole room, or hide them again."""
    actions.show(poll, data.on)
    return {"poll": poll.pk, "on": data.on}


@command("poll.pin", schema=Switch, subject=_poll, permission=RUN, rule=rules.may_run, limit=Limit(60, 60))
def pin(actor: Actor, poll: Poll, data: Switch) -> Result:
    """Put a poll on the screen in the hall, or take it off."""
    actions.pin(poll, data.on)
    return {"poll": poll.pk, "on": data.on}


@command(
    "poll.screen", schema=Screen, subject=_poll, permission=RUN, rule=rules.may_run, limit=Limit(120, 60),
    audited=True,
)  # fmt: skip
def screen(actor: Actor, poll: Poll, data: Screen) -> Result:
    """Let what somebody wrote stand in the results, or hide it."""
    actions.screen(poll, data.entry, data.on)
    return {"poll": poll.pk, "on": data.on}


@command(
    "poll.vote", schema=Vote, subject=_poll, permission=VOTE, rule=rules.may_vote, limit=Limit(30, 60),
    sealed=lambda data: True, form="conference/_poll_refused.html",
)  # fmt: skip
def vote(actor: Actor, poll: Poll, data: Vote) -> Result:
    """Cast one's ballot, or change it while the poll is open. Which field counts depends on the kind of poll."""
    actions.vote(actor, poll, ballots.Raw(data.choices, data.ranks, data.words, data.text, data.number))
    return {"poll": poll.pk}


def _wording(data: _Wording, room: Room) -> actions.Wording:
    options = _options(data)
    most = min(data.most, len(options)) if options else 1
    if data.least > most:
        raise Invalid("poll.least_above_most", _("There are not that many answers to choose."), field="least")
    if data.kind == "quiz" and (data.right is None or data.right > len(options)):
        raise Invalid("poll.no_right_answer", _("Say which answer is right: 1 for the first."), field="right")
    return actions.Wording(
        kind=data.kind,
        text=data.text,
        options=options,
        least=data.least,
        most=most,
        right=data.right if data.kind == "quiz" else None,
        reveal=data.reveal,
        by_name=data.by_name,
        opens_at=data.opens_at and data.opens_at.replace(tzinfo=clock.zone(room.conference.zone)),
    )


def _options(data: _Wording) -> list[str]:
    lines = [line.strip() for line in data.options.splitlines() if line.strip()]
    if data.kind not in CHOOSING:
        return []
    if not 2 <= len(lines) <= MOST_OPTIONS or len({line.casefold() for line in lines}) < len(lines):
        raise Invalid("poll.options", _("Write 2 to 12 different answers, one on each line."), field="options")
    if any(len(line) > LONGEST_OPTION for line in lines):
        raise Invalid("poll.option_too_long", _("An answer has at most 120 characters."), field="options")
    return lines

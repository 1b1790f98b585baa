"""The polls tab of a room, its part of the desk, and of the screen in the hall."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference.polls import queries, rules
from conference.polls.models import Poll
from conference.polls.scores import queries as scores
from conference.rooms import panels
from conference.rooms.features import Feature
from conference.rooms.models import Room
from conference.rooms.panels import Panel, Summary
from core.actor import Actor
from realtime import log

MOST_POLLS = 5


def context(actor: Actor, room: Room) -> dict[str, Any]:
    at = panels.position(room, room.stream)
    polls = queries.in_room(room)
    ballots = queries.ballots_of(actor, polls)
    board = scores.board(room)
    return {
        "at": at,
        "room": room,
        "scores": scores.shown(room, board).model_dump(mode="json"),
        "plays": scores.plays(actor, board),
        "items": [one(actor, poll, ballots) for poll in polls],
        "mine": {"polls": list(ballots), "choices": _chosen(ballots), "players": [actor.ref] if actor.ref else []},
    }


def _chosen(ballots: dict[int, Any]) -> list[str]:
    """The lines of the results that are my choice: "12:0" is the first answer of poll 12."""
    choices = {pk: value if isinstance(value, list) else [value] for pk, value in ballots.items()}
    return [f"{pk}:{choice}" for pk, chosen in choices.items() for choice in chosen if isinstance(choice, int)]


def one(actor: Actor, poll: Poll, ballots: dict[int, Any]) -> dict[str, Any]:
    """A poll for one reader: with its results if she may see them, and where running ones come from."""
    voted = poll.pk in ballots
    sees = rules.sees_results(actor, poll, voted)
    of_voters = sees and not poll.shown
    at = log.position(poll.stream) if of_voters else None
    return {
        "item": queries.data(poll, with_results=sees),
        "ballot": ballots.get(poll.pk),
        "stream": poll.stream if of_voters else "",
        "at": at,
    }


def desk_context(actor: Actor, room: Room) -> dict[str, Any]:
    at = panels.position(room, room.desk)
    polls = queries.in_room(room, (Poll.State.DRAFT, *queries.PUBLIC))
    written = [queries.at_desk(one).model_dump(mode="json") for one in polls]
    kinds, reveals = Poll.Kind.choices, Poll.Reveal.choices
    board = scores.at_desk(room, scores.board(room)).model_dump(mode="json")
    return {"at": at, "room": room, "items": written, "kinds": kinds, "reveals": reveals, "board": board}


def screen_context(room: Room) -> dict[str, Any]:
    poll = queries.pinned(room)
    board = scores.shown(room, scores.board(room)).model_dump(mode="json")
    return {"item": queries.data(poll, with_results=poll.shown) if poll else None, "scores": board}


def missed(room: Room) -> dict[str, Any] | None:
    """Polls that are open, and results that everybody may see, for whoever comes late."""
    found = [queries.data(poll, with_results=poll.shown) for poll in queries.in_room(room)]
    told = [item for item in found if item["state"] == Poll.State.OPEN or item["tally"]]
    return {"items": told[-MOST_POLLS:]} if told else None


def lines(room: Room) -> list[str]:
    """Results that everybody may see, each in a sentence: the answer most chosen."""
    found = []
    for poll in queries.in_room(room):
        tally = queries.data(poll, with_results=True)["tally"] if poll.shown else None
        if tally and tally["rows"]:
            first = max(tally["rows"], key=lambda row: row["count"])
            words = {"text": poll.text, "answer": first["label"], "share": first["share"], "n": tally["ballots"]}
            found.append(gettext("Poll: %(text)s Most said: %(answer)s (%(n)s voted).") % words)
    return found


FEATURE = Feature("polls", 60, _("Polls"), _("The room votes on what its moderators ask, also in the hall."))
PANEL = Panel(
    key="polls",
    order=30,
    label=str(_("Polls")),
    template="conference/_polls.html",
    context=context,
    count_of="polls-{}",
    desk_template="conference/_desk_polls.html",
    desk_context=desk_context,
    screen_template="conference/_screen_polls.html",
    screen_context=screen_context,
    feature="polls",
)
MISSED = Summary(
    key="polls", order=30, template="conference/_missed_polls.html", context=missed, lines=lines, feature="polls"
)

"""The questions tab of a room, and its queue at the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from conference.questions import queries
from conference.rooms import panels
from conference.rooms.models import Room
from conference.rooms.panels import Panel, Summary
from core.actor import Actor
from core.models import Conference
from moderation.duty import queries as duty
from realtime import log

EVERYTHING = 100_000
MOST_VOTED = 5


def context(actor: Actor, room: Room) -> dict[str, Any]:
    at = panels.position(room, room.stream)
    board = queries.board(actor, room, EVERYTHING if room.shows_all else queries.BOARD)
    return {
        "at": at,
        "room": room,
        "items": board.items,
        "more": board.more,
        "own": board.own,
        "called": any(q.state == "pending" for q in board.own) and duty.rings(room.conference_id, room.scope),
        "mine": {"questions": board.mine, "votes": board.voted},
    }


def desk_context(actor: Actor, room: Room) -> dict[str, Any]:
    at = panels.position(room, room.desk)
    return {
        "at": at,
        "room": room,
        "items": queries.pending(room),
        "open": queries.listed(room, queries.OPEN),
    }


# A socket follows twenty streams at most, and the page has others
ROOMS_AT_THE_DESK = 15


def congress_desk(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What waits in all rooms, for the desk of the whole congress. Three queries."""
    rooms = queries.waiting_rooms(conference.pk, ROOMS_AT_THE_DESK)
    at = log.positions([room.desk for room in rooms])  # before the rows of questions
    waiting = queries.pending_in(rooms)
    parts = [{"room": room, "at": at.get(room.desk, log.Position("", 0)), "items": waiting[room.pk]} for room in rooms]
    return {"rooms": parts, "count": sum(map(len, waiting.values()))}


def screen_context(room: Room) -> dict[str, Any]:
    return {"item": next(iter(queries.listed(room, ("on_stage",))), None)}


def missed(room: Room) -> dict[str, Any] | None:
    """The pinned question, and those most voted for, for whoever comes late."""
    found = queries.listed(room)[:MOST_VOTED]
    return {"items": found, "room": room} if found else None


PANEL = Panel(
    key="questions",
    order=20,
    label=str(_("Questions")),
    template="conference/_questions.html",
    context=context,
    count_of="questions-{}",
    desk_template="conference/_desk_questions.html",
    desk_context=desk_context,
    screen_template="conference/_screen_question.html",
    screen_context=screen_context,
    along_template="conference/_question.html",
    along=queries.along,
)
MISSED = Summary(key="questions", order=20, template="conference/_missed_questions.html", context=missed)

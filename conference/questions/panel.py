"""The questions tab of a room, and its queue at the desk."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference.questions import queries
from conference.rooms import duty as on_duty
from conference.rooms import panels
from conference.rooms.features import Feature
from conference.rooms.models import Room
from conference.rooms.panels import AtHome, Panel, Summary
from core.actor import Actor
from core.models import Conference
from moderation.duty import queries as duty
from realtime import log

EVERYTHING = 100_000
MOST_VOTED = 5
LONGEST_LINE = 160  # letters


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


# Rooms where questions wait although nobody is on duty; a socket follows twenty streams at most
MORE_ROOMS = 5


def congress_desk(actor: Actor, conference: Conference) -> dict[str, Any]:
    """What waits in all rooms, those on duty first, for the desk of the whole congress. Four queries."""
    rooms = {room.pk: room for room in on_duty.at_the_desk(conference.pk, "questions")}
    for room in queries.waiting_rooms(conference.pk, MORE_ROOMS + len(rooms)):
        if "questions" not in room.off and len(rooms) < on_duty.MOST_AT_THE_DESK + MORE_ROOMS:
            rooms.setdefault(room.pk, room)
    return _parts(list(rooms.values()))


def _parts(rooms: list[Room]) -> dict[str, Any]:
    at = log.positions([room.desk for room in rooms])  # before the rows of questions
    waiting = queries.pending_in(rooms)
    parts = [{"room": room, "at": at.get(room.desk, log.Position("", 0)), "items": waiting[room.pk]} for room in rooms]
    return {"rooms": parts, "count": sum(map(len, waiting.values()))}


def screen_context(room: Room) -> dict[str, Any]:
    """The question on stage; while there is none, the pinned one."""
    shown = queries.for_the_screen(room)
    return {"item": next(iter(shown), None)}


def missed(room: Room) -> dict[str, Any] | None:
    """The pinned question, and those most voted for, for whoever comes late."""
    found = queries.listed(room)[:MOST_VOTED]
    return {"items": found, "room": room} if found else None


def lines(room: Room) -> list[str]:
    """The questions most voted for and what was answered, for a letter."""
    return [_line(item) for item in queries.listed(room)[:MOST_VOTED]]


def _line(item: dict[str, Any]) -> str:
    text = Truncator(item["text"]).chars(LONGEST_LINE)
    if item["answer"]:
        return gettext("Asked: %(text)s Answer: %(answer)s") % {
            "text": text, "answer": Truncator(item["answer"]).chars(LONGEST_LINE),
        }  # fmt: skip
    if item["state"] == "answered_live":
        return gettext("Asked and answered live: %(text)s") % {"text": text}
    return gettext("Asked: %(text)s") % {"text": text}


def own(room: Room, membership_id: int, person_id: int) -> list[str]:
    """Her questions by name, each with its answer. A sealed one is in no kept letter: its answer comes by itself."""
    found = []
    for question in queries.by_name(room, membership_id):
        found += [question.text, question.answer or question.get_state_display()]
    return found


FEATURE = Feature("questions", 50, _("Questions"), _("People ask the speakers and vote for what others ask."))
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
    feature="questions",
)
MISSED = Summary(
    key="questions", order=20, template="conference/_missed_questions.html", context=missed, lines=lines, own=own,
    feature="questions",
)  # fmt: skip


def unanswered(actor: Actor, room: Room) -> dict[str, Any]:
    """What a speaker may still answer in writing, the most voted for first."""
    return {"items": queries.listed(room, queries.OPEN), "room": room}


UNANSWERED = AtHome("questions", "conference/_unanswered.html", unanswered, feature="questions")

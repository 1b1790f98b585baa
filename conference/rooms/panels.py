"""Panels of a room: questions and polls add theirs here, since rooms know neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Protocol, TypeVar

from conference.rooms.models import Room
from core.actor import Actor
from core.models import Conference
from realtime import log
from realtime.log import Position

Context = Callable[[Actor, Room], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A tab of the room page and, if wanted, a queue at the desk. Templates get their context as `panel`.

    The key `mine` of a context names the reader's own marks for the page's overlay: {"votes": [12]}.
    """

    key: str
    order: int
    label: str
    template: str
    context: Context
    count_of: str = ""
    desk_template: str = ""
    desk_context: Context | None = None
    screen_template: str = ""
    screen_context: Callable[[Room], dict[str, Any]] | None = None
    # What of it stands along a recording: items with `time_mark` in a stretch of seconds, each drawn by the template
    along_template: str = ""
    along: Callable[[Room, int, int | None], list[dict[str, Any]]] | None = None
    # The feature of rooms with which it comes and goes; "" stays always
    feature: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What somebody missed who comes late. `context(room)` is the same for everybody; None when there is nothing."""

    key: str
    order: int
    template: str
    context: Callable[[Room], dict[str, Any] | None]
    # The same in sentences, for a letter
    lines: Callable[[Room], list[str]] | None = None
    # What somebody (membership, person) said herself and what came of it; nothing that is sealed
    own: Callable[[Room, int, int], list[str]] | None = None
    feature: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to do under the stage, with a queue at the desk if wanted. Contexts as those of a Panel."""

    key: str
    order: int
    template: str
    context: Context
    desk_template: str = ""
    desk_context: Context | None = None
    feature: str = ""


def position(room: Room, stream: str) -> Position:
    """Where the room's stream, its desk's or its congress' stands: read once a page, before the rows of all panels.

    An event must not fall between the two; one that is applied twice is harmless.
    """
    if "_at" not in room.__dict__:
        room.__dict__["_at"] = log.positions([room.stream, room.desk, f"conference:{room.conference_id}"])
    at: dict[str, Position] = room.__dict__["_at"]
    return at.get(stream, Position("", 0))


# Told when a room became a patients' session or was set back, inside that change
Follow = Callable[[Room], None]

_panels: dict[str, Panel] = {}
_acts: dict[str, Act] = {}
_summaries: dict[str, Summary] = {}
_followers: list[Follow] = []


def register(panel: Panel) -> None:
    _panels[panel.key] = panel


def register_act(act: Act) -> None:
    _acts[act.key] = act


def register_summary(summary: Summary) -> None:
    _summaries[summary.key] = summary


class _Switched(Protocol):
    @property
    def feature(self) -> str: ...

    @property
    def order(self) -> int: ...


Part = TypeVar("Part", bound=_Switched)


def _on(parts: Iterable[Part], room: Room) -> list[Part]:
    """Those whose feature is on in this room, in their order."""
    off = room.off
    return sorted((part for part in parts if part.feature not in off), key=lambda part: part.order)


def follow_preset(follow: Follow) -> None:
    if follow not in _followers:
        _followers.append(follow)


def preset_changed(room: Room) -> None:
    for follow in _followers:
        follow(room)


def missed(room: Room) -> list[dict[str, Any]]:
    """The parts of "catch me up" that have something to say."""
    found = [{"key": s.key, "template": s.template, "data": s.context(room)} for s in _on(_summaries.values(), room)]
    return [part for part in found if part["data"] is not None]


def told(room: Room) -> list[str]:
    """What happened, in sentences, the weightiest of each kind first and the kinds in turn."""
    kinds = [summary.lines(room) for summary in _on(_summaries.values(), room) if summary.lines is not None]
    return [line for row in zip_longest(*kinds) for line in row if line]


def own_words(room: Room, membership_id: int, person_id: int) -> list[str]:
    return [
        line
        for s in _on(_summaries.values(), room)
        if s.own is not None
        for line in s.own(room, membership_id, person_id)
    ]


@dataclass(frozen=True, slots=True)
class AtHome:
    """What a feature adds to a speaker's page about one talk, such as the questions that are still unanswered."""

    key: str
    template: str
    context: Context
    feature: str = ""


_homes: dict[str, AtHome] = {}


def register_at_home(part: AtHome) -> None:
    _homes[part.key] = part


def at_home(actor: Actor, room: Room) -> list[dict[str, Any]]:
    """The parts of a speaker's page about one talk."""
    return [
        {"template": part.template, "data": part.context(actor, room)}
        for part in _homes.values()
        if part.feature not in room.off
    ]


@dataclass(frozen=True, slots=True)
class InLobby:
    """What stands under the rooms that are on, on the page of all rooms."""

    key: str
    template: str
    context: Callable[[Actor, Conference], dict[str, Any]]


_in_lobby: dict[str, InLobby] = {}


def register_in_lobby(part: InLobby) -> None:
    _in_lobby[part.key] = part


def in_lobby(actor: Actor, conference: Conference) -> list[dict[str, Any]]:
    """The parts of the page of all rooms that features above add."""
    return [{"template": part.template, "data": part.context(actor, conference)} for part in _in_lobby.values()]


def acts(actor: Actor, room: Room) -> list[dict[str, Any]]:
    """What stands under the stage."""
    return [
        {"key": a.key, "feature": a.feature, "template": a.template, "data": a.context(actor, room)}
        for a in _on(_acts.values(), room)
    ]


def of(room: Room) -> list[Panel]:
    """The panels of a room whose feature is on."""
    return _on(_panels.values(), room)


def shown(actor: Actor, room: Room) -> list[dict[str, Any]]:
    """The tabs of a room as the template wants them."""
    return [
        {
            "key": p.key,
            "feature": p.feature,
            "label": p.label,
            "template": p.template,
            "count_of": p.count_of.format(room.pk),
            "data": p.context(actor, room),
        }
        for p in of(room)
    ]


def overlay(actor: Actor, tabs: list[dict[str, Any]]) -> dict[str, Any]:
    """What is the reader's own in all panels: a block of the page, never part of a fragment."""
    marks: dict[str, Any] = {"me": actor.ref}
    for tab in tabs:
        marks |= tab["data"].get("mine", {})
    return marks


def screen(room: Room) -> list[dict[str, Any]]:
    """What the screen in the hall shows: the same for everybody, so no actor is asked for."""
    return [
        {"key": p.key, "template": p.screen_template, "data": p.screen_context(room)}
        for p in of(room)
        if p.screen_context is not None
    ]


def queues(actor: Actor, room: Room) -> list[dict[str, Any]]:
    """The queues of the desk: those of what one does under the stage, then those of the tabs."""
    parts: list[Act | Panel] = [*_on(_acts.values(), room), *of(room)]
    return [
        {
            "key": part.key,
            "feature": part.feature,
            "template": part.desk_template,
            "data": part.desk_context(actor, room),
        }
        for part in parts
        if part.desk_context is not None
    ]

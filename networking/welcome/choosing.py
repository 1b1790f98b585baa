"""Which ambassador hosts a newcomer: one who speaks with her, is awake when she is, and has few to host. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

MOST = 8  # newcomers of one host


@dataclass(frozen=True, slots=True)
class Person:
    """`offset`: hours from UTC at present. `ref` decides between equals."""

    member: int
    person: int
    ref: str
    languages: frozenset[str]
    offset: float


def host_for(
    newcomer: Person, hosts: Sequence[Person], load: Mapping[int, int], apart: Container[int]
) -> Person | None:
    """The best host by common language, then few to host, then near in time; None when nobody may or has room."""
    able = [
        one
        for one in hosts
        if one.member != newcomer.member and one.person not in apart and load.get(one.member, 0) < MOST
    ]
    return min(able, key=lambda one: (*_distance(newcomer, one, load), one.ref), default=None)


def _distance(newcomer: Person, host: Person, load: Mapping[int, int]) -> tuple[bool, int, float]:
    strange = bool(newcomer.languages and host.languages and not newcomer.languages & host.languages)
    hours = abs(newcomer.offset - host.offset)
    return strange, load.get(host.member, 0), min(hours, 24 - hours)

"""Rounds that one can join, solve and publish."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from networking.rounds.models import Proposal, Round
from tests.factories import World, do, run_jobs

FREE = {"conference": "tidelines", "every": "day", "day": "2026-11-24", "start": "08:00", "end": "20:00"}
DAYS = {"conference": "tidelines", "title": "First round", "first_day": "2026-11-24", "last_day": "2026-11-26"}


def make(world: World, **fields: Any) -> Round:
    """A round one can join."""
    number = do(world.olga, "round.create", **{**DAYS, **fields})["round"]
    do(world.olga, "round.collect", round=number)
    return Round.objects.get(pk=number)


def joins(round_: Round, who: User, side: str = "mentee", **fields: Any) -> None:
    do(who, "availability.add", **FREE)
    do(who, "round.join", round=round_.pk, side=side, **fields)


def solve(world: World, round_: Round) -> Round:
    do(world.olga, "round.lock", round=round_.pk)
    do(world.olga, "round.solve", round=round_.pk)
    run_jobs()
    round_.refresh_from_db()
    return round_


def publish(world: World, round_: Round) -> Round:
    do(world.olga, "round.publish", round=round_.pk)
    while run_jobs():
        pass
    round_.refresh_from_db()
    return round_


def pairs() -> set[tuple[str, str]]:
    return {(str(p.mentee).split()[0], str(p.mentor).split()[0]) for p in Proposal.objects.all()}

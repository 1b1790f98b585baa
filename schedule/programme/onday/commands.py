"""What chairs and organizers press on the day."""

from __future__ import annotations

from typing import Literal

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Payload
from schedule.programme import rules
from schedule.programme.onday import actions, queries
from schedule.programme.onday.queries import Running
from schedule.programme.versions import Version


class DelaySitting(Payload):
    sitting: Id
    minutes: Literal[5, 10, 15, "5", "10", "15"]
    # As the presser saw it, so that two who press at once do not add up
    version: Version
    # Also what follows in the same place, as far as it must
    following: Flag = False


@command(
    "sitting.delay", schema=DelaySitting, subject=lambda data: queries.running(data.sitting), permission="joined",
    rule=rules.may_run, limit=Limit(60, per=600), audited=True,
)  # fmt: skip
def delay(actor: Actor, running: Running, data: DelaySitting) -> Result:
    """Begin a session later, or let a running one go on longer: at once, and those who starred it are told."""
    moved = actions.delay(actor, running.row, int(data.minutes), data.version, following=data.following)
    return {"moved": [row.sitting_id for row in moved], "until": moved[0].end.isoformat()}


class RelocateSitting(Payload):
    sitting: Id
    place: Id
    version: Version


@command(
    "sitting.relocate", schema=RelocateSitting, subject=lambda data: queries.running(data.sitting),
    permission="joined", rule=rules.may_run, limit=Limit(60, per=600), audited=True,
)  # fmt: skip
def relocate(actor: Actor, running: Running, data: RelocateSitting) -> Result:
    """Move a session to another place at once; those who starred it are told."""
    place = queries.place(running.conference_id, data.place)
    actions.relocate(actor, running.row, place, data.version)
    return {"sitting": data.sitting, "place": place.name}


class SwapTalks(Payload):
    talk: Id
    other: Id
    version: Version


@command(
    "talk.swap", schema=SwapTalks, subject=lambda data: queries.running_talk(data.talk), permission="joined",
    rule=rules.may_run, limit=Limit(60, per=600), audited=True,
)  # fmt: skip
def swap(actor: Actor, running: Running, data: SwapTalks) -> Result:
    """Let two talks of a session change places at once; those who starred it are told."""
    actions.swap_talks(actor, running.row, data.talk, data.other, data.version)
    return {"session": running.row.session_id}

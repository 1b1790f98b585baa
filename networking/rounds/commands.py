"""What coordinators do with rounds, and how members take part."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.urls import reverse
from pydantic import AwareDatetime, Field

from accounts import queries as people
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.models import Conference
from core.payload import Id, Line, Payload, Slug
from networking.rounds import actions, queries, states
from networking.rounds.giving import actions as giving
from networking.rounds.models import Proposal, Round
from networking.rounds.solving import actions as solving

MANAGE = permissions.declare("round.manage", "Run rounds of mentoring chats", roles=["coordinator"])
OFTEN = Limit(120, 3600)
Ref = Annotated[str, Line(16, 1)]


class Create(Payload):
    conference: Slug
    title: Annotated[str, Line(120, 3)]
    first_day: date
    last_day: date
    most_chats: Annotated[int, Field(ge=1, le=3)] = 1


@command(
    "round.create", schema=Create, subject=lambda data: people.conference(data.conference), permission=MANAGE,
    limit=OFTEN, audited=True, form="networking/rounds/_create_form.html",
)  # fmt: skip
def create(actor: Actor, conference: Conference, data: Create) -> Result:
    """Prepare a round of mentoring chats on some days."""
    made = actions.create(conference, data.title, data.first_day, data.last_day, data.most_chats)
    return {"round": made.pk, "url": reverse("round", args=[conference.slug, made.pk])}


class OneRound(Payload):
    round: Id


def _round(data: OneRound) -> Round:
    return queries.round_(data.round)


@command("round.collect", schema=OneRound, subject=_round, permission=MANAGE, limit=OFTEN)
def collect(actor: Actor, round_: Round, data: OneRound) -> Result:
    """Open a round: members may join it."""
    actions.step(actor, round_, states.COLLECTING)
    return {"round": round_.pk}


@command("round.lock", schema=OneRound, subject=_round, permission=MANAGE, limit=OFTEN)
def lock(actor: Actor, round_: Round, data: OneRound) -> Result:
    """Close a round to joining, or go back to that state from a proposal or a failure, to solve again."""
    actions.step(actor, round_, states.LOCKED)
    return {"round": round_.pk}


@command("round.solve", schema=OneRound, subject=_round, permission=MANAGE, limit=OFTEN)
def solve(actor: Actor, round_: Round, data: OneRound) -> Result:
    """Let a worker find the best pairs and times."""
    solving.begin(actor, round_)
    return {"round": round_.pk}


@command("round.publish", schema=OneRound, subject=_round, permission=MANAGE, limit=OFTEN)
def publish(actor: Actor, round_: Round, data: OneRound) -> Result:
    """Make a proposal final: everybody gets her chats, with a calendar file by mail."""
    giving.publish(actor, round_)
    return {"round": round_.pk}


@command("round.late", schema=OneRound, subject=_round, permission=MANAGE, limit=OFTEN, audited=True)
def late(actor: Actor, round_: Round, data: OneRound) -> Result:
    """Find pairs for who joined late, on what is left. No chat that was given is moved."""
    giving.begin_late(actor, round_)
    return {"round": round_.pk}


@command("round.close", schema=OneRound, subject=_round, permission=MANAGE, limit=OFTEN)
def close(actor: Actor, round_: Round, data: OneRound) -> Result:
    """End a published round: nobody joins it late any more."""
    actions.step(actor, round_, states.CLOSED)
    return {"round": round_.pk}


Part = Annotated[int, Field(ge=0, le=1000)]


class SetWeights(OneRound):
    topics: Part
    wants: Part
    path: Part
    stage: Part
    new: Part
    must_meet: Part
    would_like: Part


@command(
    "round.weights", schema=SetWeights, subject=_round, permission=MANAGE, limit=OFTEN, audited=True,
    form="networking/rounds/_weights_form.html",
)  # fmt: skip
def weights(actor: Actor, round_: Round, data: SetWeights) -> Result:
    """Say what counts how much in a round, in thousandths."""
    actions.set_weights(round_, data.model_dump(exclude={"round"}))
    return {"round": round_.pk, "url": reverse("round", args=[round_.conference.slug, round_.pk])}


class Pair(OneRound):
    mentee: Ref
    mentor: Ref
    start: AwareDatetime


@command("round.pair", schema=Pair, subject=_round, permission=MANAGE, limit=Limit(600, 3600), audited=True)
def pair(actor: Actor, round_: Round, data: Pair) -> Result:
    """Put two people together by hand, within the same limits as the solver."""
    made = solving.pair_by_hand(round_, data.mentee, data.mentor, data.start)
    return {"proposal": made.pk}


class OneProposal(Payload):
    proposal: Id


@command(
    "round.unpair", schema=OneProposal, subject=lambda data: queries.proposal(data.proposal), permission=MANAGE,
    limit=Limit(600, 3600), audited=True,
)  # fmt: skip
def unpair(actor: Actor, proposal: Proposal, data: OneProposal) -> Result:
    """Take a proposed pair out of a round."""
    actions.unpair(proposal.round, proposal)
    return {"proposal": data.proposal}


class Join(OneRound):
    side: Literal["mentee", "mentor"] = "mentee"
    chats: Annotated[int, Field(ge=1, le=40)] = 1


@command("round.join", schema=Join, subject=_round, permission="joined", limit=OFTEN)
def join(actor: Actor, round_: Round, data: Join) -> Result:
    """Take part in a round, or change how many chats. Joining is consent to the chats that are published."""
    entry = actions.join(actor, round_, people.membership(actor.membership_id or 0), data.side, data.chats)
    return {"entry": entry.pk}


class Leave(OneRound):
    side: Literal["mentee", "mentor"] = "mentee"


@command("round.leave", schema=Leave, subject=_round, permission="joined", limit=OFTEN)
def leave(actor: Actor, round_: Round, data: Leave) -> Result:
    """Take no part in a round any more."""
    actions.leave(round_, people.membership(actor.membership_id or 0), data.side)
    return {"round": round_.pk}

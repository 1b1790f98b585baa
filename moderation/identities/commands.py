"""Looking behind a pseudonym, by two."""

from __future__ import annotations

from typing import Annotated

from accounts.models import Membership
from core import permissions
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Id, Line, Payload
from moderation.identities import actions, queries, rules
from moderation.identities.models import Look

OPEN = permissions.declare("seal.open", "Open, two together, who asked anonymously or is behind a pseudonym", roles=[])


class AskWho(Payload):
    conference: Id
    ref: Annotated[str, Line(16, 1)]
    reason: Annotated[str, Line(300, 3)]


class DecideLook(Payload):
    look: Id
    on: Flag


def _hidden(data: AskWho) -> Membership:
    return queries.hidden(data.conference, data.ref)


def _look(data: DecideLook) -> Look:
    return queries.look(data.look)


@command(
    "identity.ask", schema=AskWho, subject=_hidden, permission=OPEN, rule=rules.may_ask, limit=Limit(10, 3600),
    audited=True, form="moderation/_ask_who_form.html",
)  # fmt: skip
def ask(actor: Actor, membership: Membership, data: AskWho) -> Result:
    """Ask a second organizer to look, with a reason, who is behind a pseudonym."""
    return {"look": actions.ask(actor, membership, data.reason).pk}


@command(
    "identity.decide", schema=DecideLook, subject=_look, permission=OPEN, rule=rules.may_decide,
    limit=Limit(10, 3600), audited=True,
)  # fmt: skip
def decide(actor: Actor, look: Look, data: DecideLook) -> Result:
    """As the second organizer look who is behind a pseudonym, or not; the one concerned is told when you do."""
    if data.on:
        actions.agree(actor, look)
    else:
        actions.refuse(look)
    return {"agreed": data.on}

"""What moderators do with a hint: read, and say that they did."""

from __future__ import annotations

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Payload
from moderation import scopes
from moderation.hints import actions, queries
from moderation.hints.models import Hint


class OneHint(Payload):
    hint: Id


def _hint(data: OneHint) -> Hint:
    return queries.hint(data.hint)


@command(
    "hint.done", schema=OneHint, subject=_hint, permission="moderate", limit=Limit(120, 60), audited=True
)  # fmt: skip
def done(actor: Actor, hint: Hint, data: OneHint) -> Result:
    """Say that one has looked at something with words that speak of a risk to life; the pointer to it goes."""
    actions.done(hint, scopes.desk(hint.scope))
    return {"hint": data.hint}

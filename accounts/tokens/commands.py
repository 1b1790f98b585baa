"""Tokens by which programs act for a person."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse

from accounts.models import Token
from accounts.tokens import actions, queries
from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Id, Line, Payload


class MakeToken(Payload):
    name: Annotated[str, Line(60, 1)]


@command(
    "token.make", schema=MakeToken, permission="signed_in", limit=Limit(20, 3600), personal=True,
    form="accounts/_token_form.html",
)  # fmt: skip
def make(actor: Actor, subject: None, data: MakeToken) -> Result:
    """Make a token for a program. The page that `url` names shows its secret; no stored answer holds it."""
    token = actions.make(actor.person_id or 0, data.name)
    return {"token": token.pk, "url": f"{reverse('profile')}?token={token.pk}#programs"}


class OneToken(Payload):
    token: Id


@command(
    "token.drop", schema=OneToken, subject=lambda data: queries.token(data.token), permission="signed_in",
    rule=lambda actor, token: queries.is_hers(actor.person_id, token), limit=Limit(60, 3600), personal=True,
)  # fmt: skip
def drop(actor: Actor, token: Token, data: OneToken) -> Result:
    """Delete one's token: programs that use it are refused."""
    actions.drop(token)
    return {"url": f"{reverse('profile')}#programs"}

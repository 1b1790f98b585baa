"""What one says after a chat."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse
from pydantic import Field

from core.actor import Actor
from core.commands import Limit, Result, command
from core.payload import Flag, Line
from networking.chats.commands import OneChat, one
from networking.chats.models import Chat
from networking.feedback import actions, rules


def _page(chat: Chat) -> str:
    return reverse("chat", args=[chat.conference.slug, chat.pk])


class Give(OneChat):
    useful: Annotated[int, Field(ge=1, le=5)]
    again: Flag = False


@command("feedback.give", schema=Give, subject=one, permission="joined", rule=rules.took_part, limit=Limit(60, 3600))
def give(actor: Actor, chat: Chat, data: Give) -> Result:
    """Say how useful a chat was, and whether one would meet again: the other one learns that when both would."""
    actions.give(actor, chat, data.useful, data.again)
    return {"chat": chat.pk, "url": _page(chat)}


class Stay(OneChat):
    on: Flag


@command("followup.set", schema=Stay, subject=one, permission="joined", rule=rules.took_part, limit=Limit(60, 3600))
def stay(actor: Actor, chat: Chat, data: Stay) -> Result:
    """Say that one would like to stay in touch. The other one learns it when both would."""
    actions.stay(actor, chat, data.on)
    return {"chat": chat.pk, "url": _page(chat)}


class SetGoal(OneChat):
    text: Annotated[str, Line(300)] = ""
    remind: Flag = False


@command("goal.set", schema=SetGoal, subject=one, permission="joined", rule=rules.took_part, limit=Limit(60, 3600))
def set_goal(actor: Actor, chat: Chat, data: SetGoal) -> Result:
    """Write down what one wants to have done in three months; one is reminded if one likes."""
    actions.set_goal(actor, chat, data.text, data.remind)
    return {"chat": chat.pk, "url": _page(chat)}

"""Readers of mentions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts import blocks
from accounts.models import Membership
from core import actor as actors
from core.actor import Actor
from core.models import Conference
from messaging import events, kinds
from messaging.mentions import naming
from messaging.mentions.models import Mention
from messaging.models import Message

A_PAGE, ON_NOW = 50, 3
# Names that begin alike; more of them nobody tells apart by an @
ALIKE = 50


def named_in(message: Message) -> list[Membership]:
    """Members whom a message calls by name, who read its thread, and who do not keep apart from its author.

    A text without @ costs nothing, each name one query.
    """
    tails = naming.called(message.text) if "@" in message.text else []
    found: dict[int, Membership] = {}
    for tail in tails:
        fitting = [one for one in _alike(message, naming.first_word(tail)) if naming.fits(tail, one.shown_name)]
        if fitting:
            longest = max(fitting, key=lambda one: len(one.shown_name))
            found[longest.pk] = longest
    return _meeting(message, list(found.values())) if found else []


def _alike(message: Message, word: str) -> list[Membership]:
    """Who is listed, or wrote in the thread: whoever wants to be quiet cannot be called by guessing."""
    wrote = Message.objects.filter(thread=message.thread_id, state=Message.State.VISIBLE).values("author")
    active = Membership.objects.filter(conference_id=message.conference_id, state=Membership.State.ACTIVE)
    open_ones = active.filter(Q(appears=Membership.Appears.LISTED) | Q(pk__in=wrote)).exclude(pk=message.author_id or 0)
    by_name = Q(person__display_name__istartswith=word) & ~Q(appears=Membership.Appears.PSEUDONYM)
    by_pseudonym = Q(pseudonym__istartswith=word, appears=Membership.Appears.PSEUDONYM)
    return list(open_ones.filter(by_name | by_pseudonym).select_related("person").order_by("pk")[:ALIKE])


def _meeting(message: Message, members: list[Membership]) -> list[Membership]:
    author = message.author
    apart = blocks.either_way(author.person_id, message.conference_id) if author else set()
    kind, key = kinds.of(message.thread.kind), message.thread.key
    near = [one for one in members if one.person_id not in apart]
    return [one for one in near if kind.may_read(actors.load(one.person_id, message.conference_id), key)]


def _of(actor: Actor) -> QuerySet[Mention]:
    mine = Mention.objects.filter(of_id=actor.membership_id or 0, message__state=Message.State.VISIBLE)
    return mine.select_related("message__thread__conference", "message__author__person", "message__file").order_by(
        "-message"
    )


def of_me(actor: Actor) -> list[dict[str, Any]]:
    """The last messages that name the reader, of threads she reads, the newest first."""
    return _shown(actor, list(_of(actor)[:A_PAGE]))


def _shown(actor: Actor, mentions: list[Mention]) -> list[dict[str, Any]]:
    apart = blocks.either_way(actor.person_id or 0, actor.conference_id or 0) if mentions else set()
    shown = []
    for one in mentions:
        author, thread = one.message.author, one.message.thread
        kind = kinds.of(thread.kind)
        open_to_her = kind.may_read(actor, thread.key) and kind.shown(actor, thread.key)
        if not open_to_her or (author and author.person_id in apart):
            continue
        shown.append(
            {
                "item": events.data(one.message).model_dump(mode="json"),
                "thread": thread.pk,
                "before": one.message_id - 1,
            }
        )
    return shown


def panel(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """The last mentions, on the Now page."""
    found = _shown(actor, list(_of(actor)[:ON_NOW]))
    return {"items": found} if found else None

"""What the programme adds to the pages of a conference: my next sessions, what strangers can look forward to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core import clock
from core.actor import Actor
from core.models import Conference
from schedule.programme import cards, pages, queries, rules
from schedule.programme import speakers as cast

MOST = 3


def next_for_me(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """The next sessions this person starred; None when there are none. At most five queries."""
    release = queries.current_release(conference.pk)
    starred = queries.starred(actor)
    if release is None or not starred:
        return None
    mine = pages.listed(conference, actor, release, session__in=starred, start__gt=clock.now(), cancelled=False)
    return {"cards": mine[:MOST]} if mine else None


def coming(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """What is on and what begins next, for those who have not joined; None before a release and after the end."""
    release = queries.current_release(conference.pk)
    now = clock.now()
    near = pages.listed(conference, actor, release, end__gt=now, start__lt=now + timedelta(hours=12))
    found = cards.now_and_next(near, now, MOST)
    return {"now": found} if found.live or found.following else None


def keeping(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """How much programme there is, for those who may change it."""
    if not rules.may_manage(actor):
        return None
    release = queries.current_release(conference.pk)
    return {"release": release, "sittings": queries.sittings_of(release).count()}


def to_confirm(actor: Actor, conference: Conference) -> dict[str, Any] | None:
    """Accepted sessions that wait for this speaker's word; None without any. One query."""
    mine = cast.to_confirm(actor.person_id or 0, conference.pk) if actor.joined else []
    return {"sessions": mine} if mine else None

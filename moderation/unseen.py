"""Decisions about somebody whom nobody knows: the author of an anonymous question (decision 0010).

A row about her holds the thing she is behind and a mark to compare with. No event goes to her stream and no lock to her
row, since either would name her; features that seal somebody say, to jobs alone, who is behind a thing:

    unseen.register("question", person_of)
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings

from core import clock, sealing
from core.actor import BARS
from core.text import as_id
from moderation.models import Sanction

# key of the thing -> the person behind it, None once that cannot be found any more
PersonOf = Callable[[str], int | None]
_kinds: dict[str, PersonOf] = {}
# Long enough for a sweep that was late; asking an open page again changes nothing
LOOKED_BACK = timedelta(seconds=10)


def register(kind: str, person_of: PersonOf) -> None:
    _kinds[kind] = person_of


def person_behind(sanction: Sanction) -> int | None:
    """Who it is about, for a job that writes to her and keeps nothing of it."""
    kind, _, key = sanction.about.partition(":")
    return _kinds[kind](key) if kind in _kinds else None


def is_behind(person_id: int | None, about: str, mark: str) -> bool:
    """Whether this person is meant; it takes the key, and tells nothing about anybody else."""
    hers = sealing.mark(person_id or 0, as_id(about.partition(":")[2]), settings.SEAL_KEY)
    return hmac.compare_digest(hers, mark)


def as_held(kind: str, organizes: bool) -> str:
    """What a decision comes to: whoever organizes keeps her work for the congress, but writes, asks and votes no more.

    It depends on who she is, so it is told to her alone.
    """
    return Sanction.Kind.MUTE if organizes and kind in BARS else kind


def changed(people: Iterable[int]) -> set[int]:
    """Which of these, whose pages are open here, were decided about unseen a moment ago. One query, seldom a row."""
    lately = Sanction.objects.filter(membership=None, changed_at__gt=clock.now() - LOOKED_BACK)
    rows = list(lately.values_list("about", "mark"))
    return {person for person in people if any(is_behind(person, *row) for row in rows)} if rows else set()

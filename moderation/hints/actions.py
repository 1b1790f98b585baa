"""The only writers of hints. Nothing is hidden, held back or concluded: a moderator reads, and decides herself."""

from __future__ import annotations

from datetime import datetime

from core import clock
from core.errors import Conflict
from moderation.hints import events
from moderation.hints.models import Hint
from realtime import log
from realtime.log import News


def notice(conference_id: int, scope: str, desk: str, kind: str, key: str) -> None:
    """Point the moderators of a room, and those of the congress, to something with a word of the list; once."""
    hint, fresh = Hint.objects.get_or_create(
        kind=kind, key=key, defaults={"conference_id": conference_id, "scope": scope, "at": clock.now()}
    )
    if fresh:
        data = events.data(hint)
        log.append(*(News(stream, events.NOTICED, data, _subject(hint)) for stream in _streams(hint, desk)))


def done(hint: Hint, desk: str) -> None:
    """Somebody has looked: the pointer goes. Conflict when somebody was faster."""
    gone, streams = events.Gone(id=hint.pk), _streams(hint, desk)
    if not Hint.objects.filter(pk=hint.pk).delete()[0]:
        raise Conflict("hint.gone", "Somebody has looked at this meanwhile.")
    log.append(*(News(stream, events.SETTLED, gone, _subject(hint), rewrites=True) for stream in streams))


def forget(before: datetime) -> int:
    """Drop pointers that nobody needs any more; how many."""
    return Hint.objects.filter(at__lt=before).delete()[0]


def _streams(hint: Hint, desk: str) -> list[str]:
    """Of a place without moderators of its own they are the same."""
    return sorted({desk, f"moderators:{hint.conference_id}"})


def _subject(hint: Hint) -> str:
    return f"hint:{hint.pk}"

"""What a desk must learn about hints: where something stands, never what it says or who wrote it."""

from __future__ import annotations

from moderation import scopes
from moderation.hints.models import Hint
from realtime import registry
from realtime.registry import EventData, Fragment


class HintData(EventData):
    id: int
    kind: str
    key: str
    place: str
    # Where a moderator reads it
    url: str
    at: str
    zone: str


class Gone(EventData):
    id: int


NOTICED, SETTLED = "hint.noticed", "hint.settled"
registry.event(
    NOTICED,
    HintData,
    Fragment("hints", "hint-{id}", "moderation/_hint.html"),
    text="Words of the congress' list stand somewhere; told to moderators only, without the words.",
)
registry.event(
    SETTLED, Gone, Fragment("hints", "hint-{id}"), text="A moderator has looked at it; told to moderators only."
)


def data(hint: Hint) -> HintData:
    """A hint as both desks show it. Needs `conference` loaded."""
    return HintData(
        id=hint.pk,
        kind=hint.kind,
        key=hint.key,
        place=scopes.place(hint.conference_id, hint.scope),
        url=scopes.page(hint.conference_id, hint.scope),
        at=hint.at.isoformat(),
        zone=hint.conference.zone,
    )

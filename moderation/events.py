"""What the one concerned must learn at once, on all her screens, and what the desk of the congress must."""

from __future__ import annotations

from moderation.models import Sanction
from realtime import registry
from realtime.registry import EventData, Fragment


class Told(EventData):
    """What holds for the reader: in the words a page has for it."""

    id: int
    kind: str
    scope: str
    place: str
    until: str
    reason: str
    zone: str
    conference: str


class Gone(EventData):
    id: int


TOLD, LIFTED = "sanction.told", "sanction.lifted"
registry.event(
    TOLD,
    Told,
    Fragment("told", "told-{id}", "moderation/_told.html"),
    text="A moderator decided something about the reader; only she hears of it.",
)
registry.event(
    LIFTED, Gone, Fragment("told", "told-{id}"), text="What was decided about the reader does not hold any more."
)


def told(sanction: Sanction) -> Told:
    return Told(
        id=sanction.pk,
        kind=sanction.kind,
        scope=sanction.scope,
        place=sanction.place,
        until=sanction.until.isoformat(),
        reason=sanction.reason,
        zone=sanction.conference.zone,
        conference=sanction.conference.slug,
    )

"""What open pages of a lounge must learn."""

from __future__ import annotations

from conference.lounges.models import Lounge
from realtime import registry
from realtime.registry import EventData, Fragment


class LoungeData(EventData):
    id: int
    name: str
    about: str
    open: bool
    visibility: str


CHANGED = "lounge.changed"
registry.event(
    CHANGED,
    LoungeData,
    Fragment("", "lounge-name-{id}", "conference/lounges/_name.html"),
    Fragment("", "lounge-state-{id}", "conference/lounges/_state.html"),
    text="A lounge was opened, closed, named anew, or is for others than before: who may not stay has been shown out.",
    doors=True,
)


def data(lounge: Lounge) -> LoungeData:
    return LoungeData(
        id=lounge.pk, name=lounge.name, about=lounge.about, open=lounge.open, visibility=lounge.visibility
    )

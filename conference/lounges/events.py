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
    # How people write in it
    chat_for: str = "all"
    chat_seconds: int = 0
    chat_delay: int = 0
    chat_waits: bool = False


CHANGED = "lounge.changed"
registry.event(
    CHANGED,
    LoungeData,
    Fragment("", "lounge-name-{id}", "conference/lounges/_name.html"),
    Fragment("", "lounge-state-{id}", "conference/lounges/_state.html"),
    text="A lounge was set up anew: open or closed, its name, how one writes, for whom. Who may not stay is out.",
    doors=True,
)


_FIELDS = ("name", "about", "open", "visibility", "chat_for", "chat_seconds", "chat_delay", "chat_waits")


def data(lounge: Lounge) -> LoungeData:
    return LoungeData(id=lounge.pk, **{name: getattr(lounge, name) for name in _FIELDS})

"""The reader's zone: from the address, else remembered in the session, else from the profile."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.http import HttpRequest

from core import clock
from core.actor import Actor

REMEMBERED = "zone"


def of_reader(request: HttpRequest, actor: Actor) -> str:
    """The IANA zone this reader wants to see beside congress time; empty when nobody said.

    `?zone=Asia/Kolkata` is remembered, `?zone=` forgets.
    """
    asked = request.GET.get("zone")
    if asked is not None:
        _remember(request, asked if clock.is_zone(asked) else "")
    kept = str(request.session.get(REMEMBERED, "")) if request.session else ""
    return kept or (actor.zone if actor.signed_in else "")


def _remember(request: HttpRequest, zone: str) -> None:
    if zone:
        request.session[REMEMBERED] = zone
    else:
        request.session.pop(REMEMBERED, None)


@cache
def choices() -> tuple[str, ...]:
    """All zones a reader may choose, in order of name, without the technical ones."""
    names = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
    )
    return ("UTC", *sorted(names))

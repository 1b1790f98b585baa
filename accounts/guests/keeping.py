"""Who is kept out does not come back through the door for guests, as far as one can honestly know it.

A browser that shows somebody that she is kept out is given a cookie with a sealed number of that decision: no name, not
read anywhere but at this door, gone with the decision. Who deletes it, or takes another browser, is not recognized.
The number is sealed, so that whoever sits at the same computer learns nothing from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core import clock, sealing
from core.actor import BARS, Actor, Restriction
from core.errors import Forbidden

# (the number of a decision, scope of a room) -> whether it still keeps somebody out of that room
Holds = Callable[[int, str], bool]
_holds: list[Holds] = []


def register(holds: Holds) -> None:
    """`moderation` says whether a decision still holds: this package knows nothing of sanctions."""
    _holds[:] = [holds]


def mark(response: HttpResponse, actors: Iterable[Actor]) -> None:
    """Let the browser remember that somebody is kept out. The cookie ends when the decision does."""
    for actor in actors:
        held = [one for one in actor.restrictions if one.kind in BARS]
        if held and actor.conference_id is not None:
            _set(response, actor.conference_id, max(held, key=lambda one: one.until))


def _set(response: HttpResponse, conference_id: int, held: Restriction) -> None:
    response.set_cookie(
        _name(conference_id),
        sealing.seal(held.id, conference_id, settings.SEAL_KEY),
        max_age=max(1, int((held.until - clock.now()).total_seconds())),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def must_not_be_kept_out(request: HttpRequest, conference_id: int, scope: str) -> None:
    """Raise Forbidden where this browser remembers a decision that still holds for the room of that scope."""
    kept = request.COOKIES.get(_name(conference_id), "")
    try:
        number = sealing.unseal(kept, conference_id, settings.SEAL_KEY) if kept else 0
    except (InvalidTag, ValueError):
        return
    if number and any(holds(number, scope) for holds in _holds):
        sorry = _("A moderator keeps you out for now. Sign in: under About me you see why, and can object.")
        raise Forbidden("guest.kept_out", sorry)


def _name(conference_id: int) -> str:
    return f"kept-{conference_id}"

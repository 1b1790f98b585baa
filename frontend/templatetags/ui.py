"""What every template needs: icons, faces, times, the hidden id of a form, the frame's links."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import ANONYMOUS, Actor
from core.models import Conference
from frontend import faces, fields, places, stamps, times

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

register = template.Library()
THEMES = ("light", "dark")


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """One drawing of the sprite, of `size` "", "sm" or "big"; with `label` it speaks, else it decorates."""
    return _icon(name, size, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, size: str, label: str) -> SafeString:
    href = f"{static('icons.svg')}#i-{name}"
    if label:
        return format_html('<svg class="i {}" role="img" aria-label="{}"><use href="{}"/></svg>', size, label, href)
    return format_html('<svg class="i {}" aria-hidden="true"><use href="{}"/></svg>', size, href)


@register.simple_tag
def stamp(part: str, **words: object) -> SafeString:
    """The template `part` with these words filled in; without them it is rendered once for each language.

    For the part of a much repeated fragment that is always the same but for some words. The template prints them, and
    asks nothing of them: no {% if %}, no filter.
    """
    return stamps.fill(part, words)


@register.simple_tag
def avatar(name: str, size: str = "", seed: object = "") -> SafeString:
    """A person's sign: initials on a pattern of arcs, always the same for the same `seed` (else name).

    `size` is "" (36 px), "xs" (24), "s" (28), "l" (56) or "xl" (96). It stands beside the name and is silent.
    """
    return faces.draw(str(name), size, str(seed or name))


@register.simple_tag
def when(at: datetime | str | None, zone: str = "UTC", style: str = "time", my: str = "") -> SafeString:
    """An instant as <time>, in the congress' zone; the page's script adds the reader's own.

    `style`: "time" 16:00 CET, "clock" 16:00, "day" Thu 26 Nov, "full" both, "short" 16:00 in
    the reader's own zone. `my` is that zone: only on pages, never in a fragment; for those without JavaScript.
    """
    if not at:
        return SafeString("")
    # Events carry instants as ISO 8601 text
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return times.tag(instant, zone, style, my)


@register.simple_tag
def span(start: datetime | str, end: datetime | str, zone: str = "UTC", my: str = "") -> SafeString:
    """From and to: "14:00 to 15:15 CET", with the reader's own zone beside it when `my` differs."""
    start, end = (datetime.fromisoformat(at) if isinstance(at, str) else at for at in (start, end))
    return times.span_tag(start, end, zone, my)


@register.simple_tag
def client_id() -> SafeString:
    """The hidden id that makes a command sent twice one command."""
    return format_html('<input type="hidden" name="client_id" value="{}">', uuid.uuid4())


@register.filter
def zone_letters(zone: str) -> str:
    """What people call this zone at present: CET, IST, or UTC+05:45 for those without letters."""
    return times.short_zone(clock.now(), clock.zone(zone))


@register.filter
def running(seconds: int) -> str:
    """Seconds as players show them: 75 is "1:15", 3750 is "1:02:30"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def track_class(key: object) -> str:
    """A track's place on the colour wheel: its position (a number) or, for a word, a stable guess."""
    number = key if isinstance(key, int) else int(hashlib.sha256(str(key).encode()).hexdigest(), 16)
    return f"tr-{number % 8}"


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme this browser chose ("light", "dark"), or "auto"."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else "auto"


@register.simple_tag(takes_context=True)
def chief_places(context: Context) -> list[places.Link]:
    """The links of the rail and the bottom bar for this actor."""
    request = context.get("request")
    # Who came by a personal link is led nowhere else
    return [] if getattr(request, "limits", None) else places.links(_actor(context), _conference(context))


@register.simple_tag(takes_context=True)
def address(context: Context, *routes: str) -> str:
    """Where a page of the frame is, or "" when this installation does not have it."""
    return places.find(routes, _conference(context))


@register.inclusion_tag("components/_clocks.html", takes_context=True)
def clocks(context: Context) -> dict[str, Any]:
    """Congress time and my time, joined by the arc of the sun."""
    conference = _conference(context)
    zone = conference.zone if conference else "UTC"
    actor = _actor(context)
    return times.two_clocks(clock.now(), zone, actor.zone if actor.signed_in else zone)


@register.inclusion_tag("components/_field.html")
def field(
    bound: Any = None, *, hint: str = "", label: str = "", rows: int = 0, autocomplete: str = ""
) -> dict[str, Any]:
    """One field of a Django form with label, hint and error, tied together for screen readers."""
    return {
        "field": fields.dress(bound, hint, rows, autocomplete),
        "hint": hint,
        "label": label or bound.label,
    }


def _actor(context: Context) -> Actor:
    found = context.get("actor")
    return found if isinstance(found, Actor) else ANONYMOUS


def _conference(context: Context) -> Conference | None:
    found = context.get("conference")
    return found if isinstance(found, Conference) else None


# Kinds of reactions with their sign and what a screen reader says
Sign = tuple[str, str, "StrOrPromise"]
_SIGNS: tuple[Sign, ...] = (
    ("agree", "\N{THUMBS UP SIGN}", _("I agree")),
    ("heart", "\N{HEAVY BLACK HEART}\ufe0f", _("Heart")),
    ("laugh", "\N{GRINNING FACE WITH SMILING EYES}", _("Laugh")),
    ("celebrate", "\N{PARTY POPPER}", _("Celebrate")),
    ("wow", "\N{FACE WITH OPEN MOUTH}", _("Wow")),
    ("thanks", "\N{PERSON WITH FOLDED HANDS}", _("Thanks")),
)


@register.filter
def all_signs(_nothing: str) -> tuple[Sign, ...]:
    """All kinds of reactions to a message."""
    return _SIGNS


@register.filter
def signs(counts: dict[str, int]) -> list[Sign]:
    """The kinds that somebody gave."""
    return [one for one in _SIGNS if counts.get(one[0])]


@register.filter
def count_of(counts: dict[str, int], kind: str) -> int:
    return counts.get(kind, 0)

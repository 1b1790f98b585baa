"""The button by which somebody asks to be reminded."""

from __future__ import annotations

from django import template
from django.template.context import Context

from core.actor import ANONYMOUS, Actor
from schedule.following import queries
from schedule.programme.models import Session

register = template.Library()


@register.inclusion_tag("schedule/following/_remind.html", takes_context=True)
def remind(context: Context, session: Session) -> dict[str, object]:
    """Be reminded of this session by name; one query for who is signed in."""
    found = context.get("actor")
    actor = found if isinstance(found, Actor) else ANONYMOUS
    return {"session": session.pk, "title": session.title, "wakes": queries.wakes(actor, session.pk)}

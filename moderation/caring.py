"""Words that speak of a risk to life: their author is told where help is, and moderators where to look.

Nothing is hidden, held back or concluded. What moderators get is a pointer, and only to what they read anyway: rooms
with a desk, never a chat for two.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Conference
from moderation import queries, words
from moderation.hints import actions as hints


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: a message or a question, in the room of a scope with the stream of its moderators."""

    kind: str
    key: str
    scope: str
    desk: str


def offer(conference: Conference, text: str, spot: Spot) -> dict[str, object]:
    """What a command adds to its answer when a text holds a word of the congress' list; {} otherwise. One query.

    `url` leads there without scripts. It says nothing about the one who wrote, and finds out nothing.
    """
    if not words.holds(queries.care_words(conference.pk), text):
        return {}
    said = _("If you or somebody near you is in danger, here is who can help now.")
    if spot.desk:
        hints.notice(conference.pk, spot.scope, spot.desk, spot.kind, spot.key)
        said = _("%(said)s A moderator is asked to read what you wrote.") % {"said": said}
    else:
        said = _("%(said)s Only you see this.") % {"said": said}
    return {
        "care": {"url": reverse("help_now", args=[conference.slug]), "text": said, "link": _("Who can help now")},
        "url": reverse("help_now", args=[conference.slug]),
    }

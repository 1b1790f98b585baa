"""Where somebody is told, alone and at once, that there is help: nothing is kept of it and nobody else hears."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Conference
from moderation import queries, words


def offer(conference: Conference, text: str) -> dict[str, object]:
    """What a command adds to its answer when a text holds a word of the congress' list; {} otherwise. One query.

    `url` leads there without scripts. It says nothing about the one who wrote, and finds out nothing.
    """
    if not words.holds(queries.care_words(conference.pk), text):
        return {}
    where = reverse("help_now", args=[conference.slug])
    said = _("If you or somebody near you is in danger, here is who can help now. Only you see this.")
    return {"care": {"url": where, "text": said, "link": _("Who can help now")}, "url": where}

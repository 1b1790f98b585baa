"""The page about what I look for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from networking.mentors import queries as mentors
from networking.mentors.choices import HELP, PATHS
from networking.wishes import queries
from networking.wishes.models import Conflict, MenteeProfile


@require_safe
@never_cache
def wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """What I look for, whom I would like to meet, and with whom I must not be paired."""
    conference, actor = joined(request, slug)
    member = actor.membership_id or 0
    found = queries.profile_of(member)
    context = {
        "nav": "mentors",
        "values": _values(found),
        "topics": mentors.topics(conference.pk),
        "preferences": queries.preferences(member),
        "conflicts": queries.own_conflicts(member),
        "mentors": [row for row in mentors.listed(conference.pk) if row.membership_id != member],
        "kinds": [one for one in Conflict.Kind.choices if one[0] != Conflict.Kind.SAFETY],
        "help": HELP.items(),
        "paths": PATHS.items(),
        "can_keep_apart": actor.can("conflict.safety"),
    }
    return render(request, "networking/wishes/wishes.html", context)


def _values(profile: MenteeProfile | None) -> dict[str, Any]:
    if profile is None:
        return {"chats": 1, "visibility": "matched", "wants": [], "paths": [], "topics": []}
    names = ("about", "wants", "paths", "chats", "first_time", "bursary", "alone", "visibility")
    topics = [str(topic.pk) for topic in profile.topics.all()]
    return {**{name: getattr(profile, name) for name in names}, "topics": topics}

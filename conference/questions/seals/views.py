"""The page about the author of an anonymous question: what can be done without a name, and how two open the seal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.context import joined
from conference.questions import queries as questions
from conference.questions.seals import queries
from conference.rooms import rules as rooms
from core.errors import Forbidden, NotFound
from moderation import queries as moderation


@require_safe
@never_cache
def author(request: HttpRequest, slug: str, question: int) -> HttpResponse:
    conference, actor = joined(request, slug)
    found = questions.question(question)
    if found.conference_id != conference.pk or not found.sealed:
        raise NotFound
    if not rooms.may_moderate(actor, found.room):
        raise Forbidden("permission.missing", "Moderators of this congress work here.")
    opening = queries.of_question(found)
    words = {
        "nav": "desk",
        "question": found,
        "held": moderation.about_unseen(f"question:{found.pk}"),
        "everywhere": actor.can("moderate"),
        "opens": actor.can("seal.open"),
        "opening": opening,
        "second": opening is not None and opening.asked_by_id != actor.person_id,
        "author": queries.author_for(actor, opening),
    }
    return render(request, "conference/author.html", words)

"""Pages of chats for two."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from accounts.context import joined
from core.actor import Actor
from core.models import Conference
from networking.calls.views import with_devices
from networking.chats import calendar_file, letters, pages, queries, rules
from networking.chats.models import Chat
from realtime import log


@require_safe
@never_cache
def messages(request: HttpRequest, slug: str) -> HttpResponse:
    """My chats: what is ahead, what is over."""
    conference, actor = joined(request, slug)
    at = log.position(f"user:{actor.person_id}")  # before the rows: an event must not fall between the two
    ahead, past = queries.lists(actor, conference)
    context = {"nav": "messages", "at": at, "ahead": ahead, "past": past}
    return render(request, "networking/chats/messages.html", context)


@require_safe
@never_cache
def chat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The room of a chat: the conversation, its clock, ways out and to help."""
    conference, actor, found = _mine(request, slug, pk)
    context = {"nav": "messages", "called": "called" in request.GET, **pages.room(actor, conference, found)}
    response = render(request, "networking/chats/chat.html", context)
    return with_devices(response) if context["talking"] else response


@require_safe
@never_cache
def chat_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Another time for a chat: the mentee chooses, the mentor asks."""
    _conference, actor, found = _mine(request, slug, pk)
    return render(request, "networking/chats/move.html", {"nav": "messages", **pages.other_times(actor, found)})


@require_GET
@never_cache
def chat_notes(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The shared notes as a file."""
    _conference, actor, found = _mine(request, slug, pk)
    other = found.other(found.side_of(actor.membership_id))
    response = HttpResponse(pages.as_text(found, letters.name_of(other)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="notes-{found.pk}.txt"'
    return response


@require_GET
@never_cache
def chat_ics(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The chat for my own calendar."""
    _conference, actor, found = _mine(request, slug, pk)
    cancelled = found.state == Chat.State.CANCELLED
    entry = letters.entry(found, found.side_of(actor.membership_id), cancelled=cancelled)
    response = HttpResponse(calendar_file.download(entry), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="chat-{found.pk}.ics"'
    return response


def _mine(request: HttpRequest, slug: str, pk: int) -> tuple[Conference, Actor, Chat]:
    """A chat of mine in this conference; everything else is not there."""
    conference, actor = joined(request, slug)
    found = queries.chat_in(conference.pk, pk)
    rules.takes_part(actor, found)
    return conference, actor, found

"""Which address leads where. Every feature brings its own `urls.py`; here is the order in which they are asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path

FEATURES = [
    "core.urls",
    "config.demo.urls",
    "realtime.urls",
    "accounts.urls",
    "moderation.urls",
    "moderation.reports.urls",
    "moderation.duty.urls",
    "schedule.programme.urls",
    "schedule.exchange.urls",
    "conference.rooms.urls",
    "conference.polls.urls",
    "messaging.urls",
    "conference.rooms.stage.urls",
    "conference.rooms.replay.urls",
    "conference.questions.urls",
    "conference.questions.seals.urls",
    "networking.wishes.urls",
    "networking.availability.urls",
    "networking.mentors.urls",
    "networking.chats.urls",
    "networking.matchmaking.urls",
    "society.members.urls",
    "society.materials.urls",
    "society.home.urls",
    "config.media",
]


def _icon(request: HttpRequest) -> HttpResponse:
    return redirect(static("mark.svg"))


urlpatterns: list[URLPattern | URLResolver] = [
    *[path("", include(module)) for module in FEATURES],
    path("accounts/", include("allauth.account.urls")),
    # Browsers ask for it on pages that name no icon
    path("favicon.ico", _icon),
]

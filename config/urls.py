"""Which address leads where. Every feature brings its own `urls.py`; here is the order in which they are asked."""

from django.urls import URLPattern, URLResolver, include, path

FEATURES = [
    "core.urls",
    "config.demo.urls",
    "realtime.urls",
    "accounts.urls",
    "moderation.urls",
    "moderation.reports.urls",
    "schedule.programme.urls",
    "schedule.exchange.urls",
    "conference.rooms.urls",
    "conference.polls.urls",
    "messaging.urls",
    "conference.rooms.stage.urls",
    "conference.questions.urls",
    "conference.questions.seals.urls",
    "networking.mentors.urls",
    "networking.chats.urls",
    "networking.matchmaking.urls",
    "society.members.urls",
    "society.materials.urls",
    "society.home.urls",
    "config.media",
]

urlpatterns: list[URLPattern | URLResolver] = [
    *[path("", include(module)) for module in FEATURES],
    path("accounts/", include("allauth.account.urls")),
]

"""Which address leads where. Every feature brings its own `urls.py`; here is the order in which they are asked."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

FEATURES = [
    "core.urls",
    "config.demo.urls",
    "realtime.urls",
    "accounts.urls",
    "moderation.urls",
    "schedule.programme.urls",
    "schedule.exchange.urls",
    "messaging.urls",
    "conference.rooms.urls",
    "conference.questions.urls",
    "networking.mentors.urls",
    "networking.chats.urls",
    "networking.matchmaking.urls",
    "society.members.urls",
    "society.materials.urls",
    "society.home.urls",
    "config.media",
]


def _is_there(module: str) -> bool:
    package = module.rpartition(".")[0]
    return (settings.BASE_DIR / package.replace(".", "/")).is_dir() and find_spec(module) is not None


urlpatterns: list[URLPattern | URLResolver] = [
    *[path("", include(module)) for module in FEATURES if _is_there(module)],
    path("accounts/", include("allauth.account.urls")),
]

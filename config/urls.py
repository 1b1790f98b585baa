"""Which address leads where. Every feature brings its own `urls.py`; here is the order in which they are asked."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

FEATURES = [
    "core.urls",
    "config.demo.urls",
    "realtime.urls",
    "accounts.guests.urls",
    "accounts.urls",
    "accounts.zones.urls",
    "accounts.notices.urls",
    "moderation.urls",
    "moderation.reports.urls",
    "moderation.duty.urls",
    "schedule.programme.urls",
    "schedule.exchange.urls",
    "schedule.series.urls",
    "schedule.search.urls",
    "schedule.following.urls",
    "schedule.launch.urls",
    "conference.rooms.urls",
    "conference.polls.urls",
    "messaging.urls",
    "messaging.files.urls",
    "messaging.mentions.urls",
    "conference.rooms.stage.urls",
    "conference.rooms.captions.urls",
    "conference.rooms.replay.urls",
    "conference.rooms.speaking.urls",
    "conference.lounges.urls",
    "conference.questions.urls",
    "conference.questions.seals.urls",
    "networking.wishes.urls",
    "networking.availability.urls",
    "networking.rounds.urls",
    "networking.tables.urls",
    "networking.welcome.urls",
    "networking.mentors.urls",
    "networking.calls.urls",
    "networking.chats.urls",
    "networking.requests.urls",
    "networking.contacts.urls",
    "networking.maillinks.urls",
    "networking.hallway.urls",
    "networking.metrics.urls",
    "networking.matchmaking.urls",
    "society.members.urls",
    "society.materials.urls",
    "society.home.urls",
    "config.media",
]


@require_safe
def _push_worker(request: HttpRequest) -> HttpResponse:
    """The script that rings when no page is open; it stands at the root, for what it may do reaches as far as that."""
    script = (settings.BASE_DIR / "frontend" / "static" / "js" / "push-worker.js").read_bytes()
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _icon(request: HttpRequest) -> HttpResponse:
    return redirect(static("mark.svg"))


urlpatterns: list[URLPattern | URLResolver] = [
    *[path("", include(module)) for module in FEATURES],
    path("accounts/", include("allauth.account.urls")),
    # Browsers ask for it on pages that name no icon
    path("favicon.ico", _icon, name="favicon"),
    path("push-worker.js", _push_worker, name="push_worker"),
]

"""What the product is made of: the same in every installation, so nothing here is read from the environment."""

from __future__ import annotations

from typing import Any

OUR_APPS = [
    "core",
    "realtime",
    "accounts",
    "accounts.notices",
    "moderation",
    "moderation.reports",
    "moderation.duty",
    "moderation.hints",
    "moderation.identities",
    "schedule.calendars",
    "schedule.programme",
    "schedule.exchange",
    "schedule.series",
    "schedule.search",
    "schedule.following",
    "schedule.launch",
    "messaging",
    "messaging.files",
    "messaging.mentions",
    "conference.rooms",
    "conference.questions",
    "conference.questions.seals",
    "conference.polls",
    "conference.hands",
    "conference.announcements",
    "conference.lounges",
    "networking.mentors",
    "networking.wishes",
    "networking.availability",
    "networking.calls",
    "networking.chats",
    "networking.requests",
    "networking.contacts",
    "networking.feedback",
    "networking.maillinks",
    "networking.hallway",
    "networking.matchmaking",
    "networking.rounds",
    "networking.tables",
    "networking.welcome",
    "networking.metrics",
    "society.home",
    "society.materials",
    "society.members",
]

INSTALLED_APPS = [
    "config",
    "frontend",  # before allauth: our templates come first
    *OUR_APPS,
    "schedule",  # django-scheduler; see schedule/__init__.py
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "rules",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.static.StaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.limited.LimitedSessionMiddleware",
    "accounts.tokens.middleware.TokenMiddleware",
    "accounts.guests.middleware.GuestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.who_and_where",
            ],
        },
    },
]

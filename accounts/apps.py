from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import actors, adapter, commands, events, menu, privacy, queries  # noqa: F401  they fill the registries
        from accounts.badges import commands as badge_commands  # noqa: F401
        from accounts.conferences import commands as conference_commands  # noqa: F401
        from accounts.conferences import duties  # noqa: F401
        from accounts.forgetting import duties as forgetting_duties  # noqa: F401
        from accounts.guests import commands as guest_commands  # noqa: F401
        from accounts.guests import duties as guest_duties  # noqa: F401
        from accounts.tokens import commands as token_commands  # noqa: F401
        from accounts.tokens import duties as token_duties  # noqa: F401
        from accounts.zones import commands as zone_commands  # noqa: F401
        from core import actor
        from realtime import registry

        organizes = "conference.organize"
        menu.entry("overview", _("Overview"), url="organize", permission=organizes, order=10)
        menu.entry("people", _("Members"), url="organize_people", permission=organizes, order=20, chapter="people")
        menu.entry("roles", _("Roles"), url="organize_roles", permission=organizes, order=25, chapter="people")
        menu.entry("settings", _("Settings"), url="organize_settings", permission=organizes, order=90)
        actor.provide(actors.provide)
        adapter.listen()
        registry.stream("user", queries.may_read_user_stream)
        registry.stream("conference", queries.may_read_conference_stream)

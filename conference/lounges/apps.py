from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoungesConfig(AppConfig):
    name = "conference.lounges"
    label = "lounges"

    def ready(self) -> None:
        from accounts import menu
        from accounts import panels as now
        from conference.lounges import commands, events, privacy, queries, rules  # noqa: F401  they fill the registries
        from conference.rooms import panels
        from messaging import kinds
        from realtime import registry

        registry.stream("lounge", rules.may_read_stream)
        kinds.register("lounge", kinds.Kind(rules.thread_read, rules.thread_write, rules.thread_moderate))
        panels.register_in_lobby(panels.InLobby("lounges", "conference/lounges/_in_lobby.html", queries.in_lobby))
        now.panel("lounges", order=12, template="conference/lounges/_on_now.html", context=queries.on_now)
        menu.entry(
            "lounges",
            _("Lounges"),
            url="lounges-keeping",
            permission="conference.organize",
            order=35,
            chapter="programme",
        )

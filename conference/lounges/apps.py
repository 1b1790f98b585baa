from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoungesConfig(AppConfig):
    name = "conference.lounges"
    label = "lounges"

    def ready(self) -> None:
        from accounts import menu
        from accounts import panels as now
        from conference.lounges import (  # noqa: F401  they fill the registries
            commands,
            events,
            privacy,
            queries,
            rules,
            waiting,
        )
        from conference.lounges.models import Lounge
        from conference.rooms import chat, panels
        from conference.rooms.admission import doorway
        from core import secrecy
        from messaging import kinds
        from moderation import desk, scopes
        from moderation.duty import attention
        from realtime import registry

        talk = rules.CHAT
        secrecy.register(Lounge, rules.is_there)
        doorway.register("lounge", rules.lounge_of)
        registry.stream("lounge", talk.may_follow)
        kinds.register(
            "lounge", kinds.Kind(talk.may_read, talk.may_write, talk.may_moderate, pace=talk.pace, desk=talk.desk)
        )
        scopes.register("lounge", talk.place_of, talk.page_of, talk.desk)
        attention.register("message in a lounge", waiting.messages)
        chat.look_after("lounge", talk, queries.looked_after)
        desk.queue("lounges", order=72, template="conference/lounges/_at_desk.html", context=queries.at_the_desk)
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

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from accounts import menu
        from core import actor
        from moderation import commands, desk, duties, events, panels, privacy, queries, rules  # noqa: F401
        from realtime import registry

        actor.provide(queries.provide)
        registry.stream("moderators", rules.may_read_moderators)
        desk.queue("appeals", order=20, template="moderation/_appeals.html", context=panels.appeals)
        desk.queue("held", order=60, template="moderation/_held.html", context=panels.held)
        desk.queue("words", order=90, template="moderation/_words.html", context=panels.words)
        menu.entry("record", _("Record"), url="organize_record", permission="conference.organize", order=80)

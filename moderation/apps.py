from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from accounts import facts, menu, staying
        from accounts.guests import keeping
        from core import actor, secrecy
        from moderation import commands, desk, duties, events, panels, privacy, queries, rules, unseen  # noqa: F401
        from moderation.models import Appeal, Sanction
        from realtime import registry

        actor.provide(queries.provide)
        facts.hint(queries.HELD, queries.is_held)
        keeping.register(queries.still_keeps_out)
        staying.register(queries.held_members)
        registry.stream("moderators", rules.may_read_moderators)
        registry.watch(unseen.changed)
        secrecy.register(Sanction, rules.is_there)
        secrecy.register(Appeal, rules.is_there_to_answer)
        desk.queue("appeals", order=20, template="moderation/_appeals.html", context=panels.appeals)
        desk.queue("names", order=55, template="moderation/_names.html", context=panels.names)
        desk.queue("held", order=60, template="moderation/_held.html", context=panels.held)
        desk.queue("words", order=90, template="moderation/_words.html", context=panels.words)
        menu.entry("record", _("Record"), url="organize_record", permission="conference.organize", order=80)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutyConfig(AppConfig):
    name = "moderation.duty"
    label = "duty"

    def ready(self) -> None:
        from accounts import facts, menu
        from core import secrecy
        from moderation import desk
        from moderation.duty import commands, duties, events, panels, privacy, queries  # noqa: F401  fill the registries
        from moderation.duty.items import Item
        from moderation.duty.models import Decision, Watch

        for kind in (Decision, Item, Watch):
            secrecy.register(kind, secrecy.for_those_who("moderate"))
        facts.rest(queries.resting)
        desk.queue("shift", order=5, template="moderation/duty/_shift.html", context=panels.shift)
        menu.entry("care", _("Moderation"), url="organize_care", permission="conference.organize", order=26)

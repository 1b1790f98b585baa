from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "networking.rounds"
    label = "rounds"
    verbose_name = "Rounds of mentoring"

    def ready(self) -> None:
        from accounts import menu
        from networking.rounds import commands, duties, events, privacy, rules  # noqa: F401  they fill the registries
        from realtime import registry

        registry.stream("rounds", rules.may_read_rounds)
        menu.entry("rounds", _("Rounds"), url="rounds", permission="round.manage", order=55)

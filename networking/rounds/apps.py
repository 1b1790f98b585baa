from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoundsConfig(AppConfig):
    name = "networking.rounds"
    label = "rounds"
    verbose_name = "Rounds of mentoring"

    def ready(self) -> None:
        from accounts import menu
        from networking.matchmaking import sides
        from networking.rounds import commands, duties, events, privacy, queries, rules  # noqa: F401
        from realtime import registry

        sides.register(queries.weights_here)
        registry.stream("rounds", rules.may_read_rounds)
        menu.entry("rounds", _("Rounds"), url="rounds", permission="round.manage", order=55, chapter="mentoring")

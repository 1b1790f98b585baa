from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "networking.metrics"
    label = "networking_metrics"
    verbose_name = "Numbers of networking"

    def ready(self) -> None:
        from accounts import menu

        menu.entry(
            "networking",
            _("Numbers"),
            url="networking_metrics",
            permission="mentor.approve",
            order=58,
            chapter="mentoring",
        )

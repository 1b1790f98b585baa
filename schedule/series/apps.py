from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeriesConfig(AppConfig):
    name = "schedule.series"
    label = "series"
    verbose_name = "Series"

    def ready(self) -> None:
        from accounts import menu
        from schedule.programme import rules
        from schedule.series import commands, privacy  # noqa: F401  fill the registries

        menu.entry("series", _("Series"), url="series-keeping", permission=rules.MANAGE, order=34, chapter="programme")

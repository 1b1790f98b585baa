from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "schedule.exchange"
    verbose_name = "Programmes in and out"

    def ready(self) -> None:
        from accounts import menu
        from schedule.exchange import commands, downloads, duties, privacy  # noqa: F401  fill the registries
        from schedule.programme import calendar_files, rules

        menu.entry(
            "import", _("Import"), url="programme-import", permission=rules.MANAGE, order=36, chapter="programme"
        )
        calendar_files.provide(downloads.calendar_of)

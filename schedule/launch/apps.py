from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LaunchConfig(AppConfig):
    name = "schedule.launch"
    label = "launch"
    verbose_name = "Setting up and rehearsing"

    def ready(self) -> None:
        from accounts import menu
        from schedule.launch import commands, duties, privacy  # noqa: F401  fill the registries

        menu.entry("setup", _("Set up"), url="setup", permission="conference.organize", order=12)

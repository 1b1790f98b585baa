from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "networking.calls"
    label = "calls"
    verbose_name = "Calls"

    def ready(self) -> None:
        from networking.calls import commands, events  # noqa: F401  they fill the registries

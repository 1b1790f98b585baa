from django.apps import AppConfig


class AvailabilityConfig(AppConfig):
    name = "networking.availability"
    label = "availability"
    verbose_name = "When people have time"

    def ready(self) -> None:
        from networking.availability import commands, duties, privacy  # noqa: F401  they fill the registries

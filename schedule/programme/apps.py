from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    verbose_name = "Programme"

    def ready(self) -> None:
        from schedule.programme import commands, privacy  # noqa: F401  fill the registries

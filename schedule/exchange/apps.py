from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "schedule.exchange"
    verbose_name = "Programmes in and out"

    def ready(self) -> None:
        from schedule.exchange import commands, privacy  # noqa: F401  fill the registries

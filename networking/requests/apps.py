from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "networking.requests"
    label = "requests"
    verbose_name = "Requests"

    def ready(self) -> None:
        from networking.requests import commands, duties, events, privacy  # noqa: F401  they fill the registries

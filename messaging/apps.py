from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import commands, events, privacy  # noqa: F401  they fill the registries

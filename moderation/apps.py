from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from core import actor
        from moderation import commands, privacy, queries  # noqa: F401  they fill the registries

        actor.provide(queries.provide)

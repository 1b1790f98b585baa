from django.apps import AppConfig


class HintsConfig(AppConfig):
    name = "moderation.hints"
    label = "hints"

    def ready(self) -> None:
        from moderation import desk
        from moderation.hints import commands, duties, events, privacy, queries  # noqa: F401  fill the registries

        desk.queue("hints", order=8, template="moderation/_hints.html", context=queries.of_congress)

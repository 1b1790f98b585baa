from django.apps import AppConfig


class HintsConfig(AppConfig):
    name = "moderation.hints"
    label = "hints"

    def ready(self) -> None:
        from core import secrecy
        from moderation import desk
        from moderation.hints import commands, duties, events, privacy, queries  # noqa: F401  fill the registries
        from moderation.hints.models import Hint

        secrecy.register(Hint, secrecy.for_those_who("moderate"))
        desk.queue("hints", order=8, template="moderation/_hints.html", context=queries.of_congress)

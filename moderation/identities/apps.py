from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    name = "moderation.identities"
    label = "identities"

    def ready(self) -> None:
        from core import secrecy
        from moderation import desk
        from moderation.identities import commands, privacy, queries  # noqa: F401  they fill the registries
        from moderation.identities.models import Look

        secrecy.register(Look, secrecy.for_those_who("seal.open"))
        desk.queue("identities", order=26, template="moderation/_looks.html", context=queries.waiting)

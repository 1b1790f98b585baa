from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    name = "moderation.identities"
    label = "identities"

    def ready(self) -> None:
        from moderation import desk
        from moderation.identities import commands, privacy, queries  # noqa: F401  they fill the registries

        desk.queue("identities", order=26, template="moderation/_looks.html", context=queries.waiting)

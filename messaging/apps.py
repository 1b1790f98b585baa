from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import commands, duties, events, privacy, queries, rules  # noqa: F401  they fill the registries
        from moderation.reports import targets

        targets.register("message", where=queries.where_message, find=rules.reported)

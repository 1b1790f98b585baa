from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "accounts.notices"
    label = "notices"

    def ready(self) -> None:
        from accounts import actors
        from accounts.notices import commands, duties, events, privacy, queries  # noqa: F401  they fill the registries

        actors.count_unread(queries.unread_of)

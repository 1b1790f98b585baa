from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import actors, adapter, commands, events, privacy, queries  # noqa: F401  they fill the registries
        from accounts.tokens import commands as token_commands  # noqa: F401
        from core import actor
        from realtime import registry

        actor.provide(actors.provide)
        adapter.listen()
        registry.stream("user", queries.may_read_user_stream)
        registry.stream("conference", queries.may_read_conference_stream)

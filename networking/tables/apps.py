from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "networking.tables"
    label = "tables"
    verbose_name = "Mentor tables"

    def ready(self) -> None:
        from messaging import kinds
        from networking.tables import commands, duties, events, privacy, rules  # noqa: F401  they fill the registries
        from realtime import registry

        registry.stream("table", rules.may_read_stream)
        kinds.register(
            "table",
            kinds.Kind(may_read=rules.thread_read, may_write=rules.thread_write, may_moderate=rules.thread_moderate),
        )

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "realtime"

    def ready(self) -> None:
        from realtime import bell, duties, log, presence, pulse, retention  # noqa: F401  they fill the registries

        log.on_commit(bell.ring)

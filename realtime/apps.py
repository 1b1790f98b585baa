from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "realtime"

    def ready(self) -> None:
        from realtime import bell, duties, log, retention  # noqa: F401  fill the registries

        log.on_commit(bell.ring)

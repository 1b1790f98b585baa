from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "realtime"

    def ready(self) -> None:
        from realtime import bell, log, retention  # noqa: F401  retention fills the privacy registry

        log.on_commit(bell.ring)

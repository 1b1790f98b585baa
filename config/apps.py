from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        from config import access, checks, duties, privacy  # noqa: F401  fill the registries
        from core import authorisation

        authorisation.register_access(access.PAGES, access.STREAMS)

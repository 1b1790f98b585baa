from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "messaging.files"
    label = "files"

    def ready(self) -> None:
        from messaging.files import commands, privacy  # noqa: F401  they fill the registries

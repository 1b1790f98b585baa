from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Kernel"

    def ready(self) -> None:
        from core import chores, retention  # noqa: F401  they fill the registries of duties and of privacy

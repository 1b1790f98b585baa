from django.apps import AppConfig


class SocietyHomeConfig(AppConfig):
    name = "society.home"
    label = "society_home"
    verbose_name = "Society"

    def ready(self) -> None:
        from society.home import privacy  # noqa: F401  fills the privacy registry

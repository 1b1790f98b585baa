from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "networking.wishes"
    label = "wishes"
    verbose_name = "Wishes and conflicts"

    def ready(self) -> None:
        from networking.mentors import apart
        from networking.wishes import commands, duties, privacy, queries  # noqa: F401

        apart.register(queries.apart)

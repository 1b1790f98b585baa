from django.apps import AppConfig


class MentorsConfig(AppConfig):
    name = "networking.mentors"
    label = "mentors"
    verbose_name = "Mentors"

    def ready(self) -> None:
        from networking.mentors import commands, privacy  # noqa: F401  they fill the registries

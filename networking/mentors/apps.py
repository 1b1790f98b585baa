from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentorsConfig(AppConfig):
    name = "networking.mentors"
    label = "mentors"
    verbose_name = "Mentors"

    def ready(self) -> None:
        from accounts import menu
        from networking.mentors import commands, duties, privacy  # noqa: F401  they fill the registries

        menu.entry(
            "mentors", _("Mentors"), url="mentor_approval", permission="mentor.approve", order=50, chapter="mentoring"
        )

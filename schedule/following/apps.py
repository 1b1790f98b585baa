from django.apps import AppConfig


class FollowingConfig(AppConfig):
    name = "schedule.following"
    label = "following"
    verbose_name = "Calendars and reminders"

    def ready(self) -> None:
        from schedule.following import commands, duties, privacy  # noqa: F401  fill the registries

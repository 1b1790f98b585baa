from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "schedule.calendars"
    verbose_name = "Calendars"

    def ready(self) -> None:
        from schedule.calendars import privacy  # noqa: F401  fills the privacy registry

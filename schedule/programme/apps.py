from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    verbose_name = "Programme"

    def ready(self) -> None:
        from accounts import panels as pages
        from schedule.programme import commands, events, panels, privacy  # noqa: F401  fill the registries
        from schedule.programme.onday import commands as on_the_day  # noqa: F401

        pages.panel("my-next", order=20, template="schedule/_my_next.html", context=panels.next_for_me)
        pages.panel("coming", page="face", order=10, template="schedule/_coming.html", context=panels.coming)
        pages.panel("programme", page="organize", order=10, template="schedule/_keeping.html", context=panels.keeping)

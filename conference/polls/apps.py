from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "conference.polls"
    label = "polls"

    def ready(self) -> None:
        from conference.polls import commands, duties, events, panel, privacy, rules  # noqa: F401  fill the registries
        from conference.rooms import panels
        from realtime import registry

        panels.register(panel.PANEL)
        panels.register_summary(panel.MISSED)
        registry.stream("poll", rules.may_read_results)

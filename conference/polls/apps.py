from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "conference.polls"
    label = "polls"

    def ready(self) -> None:
        from conference.polls import commands, duties, events, panel, privacy, queries, rules  # noqa: F401  they register
        from conference.rooms import features, panels
        from conference.rooms.admission import actions as admission
        from realtime import registry

        features.register(panel.FEATURE)
        panels.register(panel.PANEL)
        panels.register_summary(panel.MISSED)
        registry.stream("poll", rules.may_read_results)
        admission.register(queries.streams)

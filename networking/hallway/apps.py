from django.apps import AppConfig


class HallwayConfig(AppConfig):
    name = "networking.hallway"
    label = "hallway"
    verbose_name = "Hallway"

    def ready(self) -> None:
        from messaging import kinds
        from networking.calls import kinds as calls
        from networking.hallway import commands, duties, events, privacy, rules  # noqa: F401
        from realtime import registry

        registry.stream("hallway", rules.may_follow_meeting)
        registry.stream("circle", rules.may_follow_circle)
        nobody = rules.nobody_moderates
        kinds.register("hallway", kinds.Kind(rules.meeting_read, rules.meeting_write, nobody))
        kinds.register("circle", kinds.Kind(rules.circle_read, rules.circle_write, nobody))
        calls.register("hallway", calls.Kind(rules.meeting_conference, rules.may_call_meeting))
        calls.register("circle", calls.Kind(rules.circle_conference, rules.may_call_circle))

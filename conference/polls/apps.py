from django.apps import AppConfig


class PollsConfig(AppConfig):
    name = "conference.polls"
    label = "polls"

    def ready(self) -> None:
        from accounts import going
        from conference.polls import commands, duties, events, panel, privacy, queries, rules  # noqa: F401  they register
        from conference.polls.models import Poll
        from conference.polls.scores import actions as scores
        from conference.polls.scores import commands as playing  # noqa: F401
        from conference.polls.scores import duties as forgetting  # noqa: F401
        from conference.rooms import features, panels
        from conference.rooms.admission import actions as admission
        from core import secrecy
        from realtime import registry

        secrecy.register(Poll, rules.is_there)
        going.register(scores.take_off)
        features.register(panel.FEATURE)
        panels.register(panel.PANEL)
        panels.register_summary(panel.MISSED)
        panels.follow_preset(scores.follow_preset)
        registry.stream("poll", rules.may_read_results)
        admission.register(queries.streams)

from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    name = "networking.welcome"
    label = "welcome"
    verbose_name = "Welcome hosts"

    def ready(self) -> None:
        from accounts import panels, parting
        from messaging import kinds
        from networking.welcome import actions, commands, duties, privacy, queries, rules  # noqa: F401
        from realtime import registry

        parting.register(actions.part)
        registry.stream("welcome", rules.may_read_stream)
        kinds.register(
            "welcome",
            kinds.Kind(may_read=rules.thread_read, may_write=rules.thread_write, may_moderate=rules.thread_moderate),
        )
        panels.panel("welcome-host", order=25, template="networking/welcome/_host.html", context=queries.my_host)

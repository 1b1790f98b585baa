from django.apps import AppConfig


class WelcomeConfig(AppConfig):
    name = "networking.welcome"
    label = "welcome"
    verbose_name = "Welcome hosts"

    def ready(self) -> None:
        from accounts import panels
        from messaging import kinds
        from networking.welcome import commands, duties, privacy, queries, rules  # noqa: F401  they fill the registries
        from realtime import registry

        registry.stream("welcome", rules.may_read_stream)
        kinds.register(
            "welcome",
            kinds.Kind(may_read=rules.thread_read, may_write=rules.thread_write, may_moderate=rules.thread_moderate),
        )
        panels.panel("welcome-host", order=25, template="networking/welcome/_host.html", context=queries.my_host)

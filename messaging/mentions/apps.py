from django.apps import AppConfig


class MentionsConfig(AppConfig):
    name = "messaging.mentions"
    label = "mentions"

    def ready(self) -> None:
        from accounts import panels
        from messaging import told
        from messaging.mentions import actions, privacy, queries  # noqa: F401  they fill the registries

        told.when_said(actions.note)
        panels.panel("mentions", order=45, template="messaging/_mentions.html", context=queries.panel)

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "networking.feedback"
    label = "feedback"
    verbose_name = "Feedback"

    def ready(self) -> None:
        from networking.chats import hooks, parts
        from networking.feedback import actions, commands, duties, privacy, queries  # noqa: F401

        hooks.on_change(actions.follow_chat)
        parts.part("feedback", order=20, template="networking/feedback/_asked.html", context=queries.asked)

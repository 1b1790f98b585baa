from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "networking.chats"
    label = "chats"
    verbose_name = "Chats for two"

    def ready(self) -> None:
        from accounts import panels
        from messaging import kinds
        from networking.chats import commands, duties, events, privacy, queries, rules  # noqa: F401
        from networking.mentors import busy
        from realtime import registry

        busy.register(queries.engagements)
        busy.register(queries.own_sessions)
        registry.stream("chat", rules.may_read_stream)
        kinds.register(
            "chat",
            kinds.Kind(
                may_read=rules.thread_read,
                may_write=rules.thread_write,
                may_moderate=rules.thread_moderate,
            ),
        )
        panels.panel("mentor-chat", order=30, template="networking/chats/_next.html", context=queries.next_chat)

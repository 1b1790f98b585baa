from django.apps import AppConfig


class ChatsConfig(AppConfig):
    name = "networking.chats"
    label = "chats"
    verbose_name = "Chats for two"

    def ready(self) -> None:
        from accounts import about, panels, parting
        from messaging import kinds
        from networking.calls import kinds as calls
        from networking.chats import commands, duties, events, pages, parts, privacy, queries, rules, seeking  # noqa: F401
        from networking.chats.again import queries as asking
        from networking.chats.moving import commands as moving  # noqa: F401
        from networking.chats.notes import commands as notes  # noqa: F401
        from networking.chats.parting import actions as ending
        from networking.chats.room import commands as room  # noqa: F401
        from networking.mentors import busy
        from realtime import registry

        parting.register(ending.part)
        busy.register(queries.engagements)
        busy.register(queries.sessions)
        registry.stream("chat", rules.may_read_stream)
        kinds.register(
            "chat",
            kinds.Kind(
                may_read=rules.thread_read,
                may_write=rules.thread_write,
                may_moderate=rules.thread_moderate,
            ),
        )
        calls.register("chat", calls.Kind(conference_of=rules.call_conference, may_call=rules.may_call))
        parts.part("again", order=5, template="networking/chats/_again.html", context=asking.asked)
        parts.part("no-show", order=10, template="networking/chats/_no_show.html", context=pages.no_show)
        about.section("seeking", template="networking/wishes/_seeking.html", context=seeking.section)
        panels.panel("mentor-chat", order=30, template="networking/chats/_next.html", context=queries.next_chat)

from django.apps import AppConfig


class MatchmakingConfig(AppConfig):
    name = "networking.matchmaking"
    label = "matchmaking"
    verbose_name = "Matchmaking"

    def ready(self) -> None:
        from accounts import parting
        from networking.chats import hooks
        from networking.matchmaking import actions, commands, duties, events, privacy, rules  # noqa: F401
        from networking.matchmaking.superseding import actions as superseding
        from realtime import registry

        registry.stream("queue", rules.may_read_queue)
        hooks.on_change(actions.follow_chat)
        parting.register(superseding.part)

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from core import secrecy
        from messaging import actions, commands, duties, events, privacy, queries, rules  # noqa: F401  they fill the registries
        from messaging.deciding import actions as deciding
        from messaging.models import Message, Thread
        from moderation.duty import items
        from moderation.reports import targets

        items.register(
            "message",
            items.Kind(queries.held_item, rules.may_claim, deciding.tell_again, deciding.unsettle),
        )

        secrecy.register(Message, rules.is_there)
        secrecy.register(Thread, rules.is_there_to_read)
        targets.register("message", where=queries.where_message, find=rules.reported)

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from messaging import actions, commands, duties, events, privacy, queries, rules  # noqa: F401  they fill the registries
        from messaging.deciding import actions as deciding
        from moderation.duty import items
        from moderation.reports import targets

        items.register(
            "message",
            items.Kind(queries.held_item, rules.may_claim, deciding.tell_again, deciding.unsettle),
        )

        targets.register("message", where=queries.where_message, find=rules.reported)

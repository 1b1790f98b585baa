from django.apps import AppConfig


class HandsConfig(AppConfig):
    name = "conference.hands"
    label = "hands"

    def ready(self) -> None:
        from conference.hands import commands, duties, events, privacy, queries, waiting  # noqa: F401  fill the registries
        from conference.rooms.panels import Act, register_act
        from moderation.duty import attention

        attention.register("hand", waiting.hands)

        register_act(
            Act(
                key="hands",
                order=10,
                template="conference/_raise.html",
                context=queries.act,
                desk_template="conference/_hands.html",
                desk_context=queries.desk,
            )
        )

from django.apps import AppConfig


class HandsConfig(AppConfig):
    name = "conference.hands"
    label = "hands"

    def ready(self) -> None:
        from conference.hands import (  # noqa: F401  they fill the registries
            actions,
            commands,
            duties,
            events,
            feature,
            privacy,
            queries,
            rules,
            waiting,
        )  # fmt: skip
        from conference.hands.models import Hand
        from conference.rooms import features
        from conference.rooms.panels import Act, register_act
        from core import secrecy
        from moderation import desk
        from moderation.duty import attention, items

        secrecy.register(Hand, rules.is_there)
        items.register("hand", items.Kind(queries.item, rules.may_claim, actions.tell_again, actions.put_back))
        desk.queue("hands", order=40, template="conference/_raised.html", context=queries.congress_desk, chief=True)
        attention.register("hand", waiting.hands)

        features.register(feature.FEATURE)
        register_act(
            Act(
                key="hands",
                order=10,
                template="conference/_raise.html",
                context=queries.act,
                desk_template="conference/_hands.html",
                desk_context=queries.desk,
                feature="hands",
            )
        )

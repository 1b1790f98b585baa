from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "moderation.reports"
    label = "reports"

    def ready(self) -> None:
        from core import secrecy
        from moderation import desk
        from moderation.duty import attention, items
        from moderation.reports import (  # noqa: F401
            actions,
            commands,
            duties,
            events,
            privacy,
            queries,
            rules,
            targets,
            waiting,
        )  # fmt: skip
        from moderation.reports.models import Report

        secrecy.register(Report, secrecy.for_those_who("moderate"))
        targets.register("person", where=queries.where_person, find=queries.reported_person)
        items.register("report", items.Kind(queries.open_item, rules.may_claim, actions.tell_again, actions.reopen))
        attention.register("report", waiting.reports)
        desk.queue("reports", order=10, template="moderation/reports/_queue.html", context=queries.queue, chief=True)
        desk.queue("safety", order=80, template="moderation/reports/_safety.html", context=queries.safety)

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "moderation.reports"
    label = "reports"

    def ready(self) -> None:
        from moderation import desk
        from moderation.duty import attention
        from moderation.reports import commands, duties, events, privacy, queries, targets, waiting  # noqa: F401

        targets.register("person", where=queries.where_person, find=queries.reported_person)
        attention.register("report", waiting.reports)
        desk.queue("reports", order=10, template="moderation/reports/_queue.html", context=queries.queue)
        desk.queue("safety", order=80, template="moderation/reports/_safety.html", context=queries.safety)

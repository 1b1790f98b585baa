from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "conference.questions.seals"
    label = "seals"

    def ready(self) -> None:
        from conference.questions.seals import commands, duties, privacy, queries  # noqa: F401  fill the registries
        from core import actor
        from moderation import desk

        actor.provide(queries.provide)
        desk.queue("seals", order=25, template="conference/_openings.html", context=queries.waiting)

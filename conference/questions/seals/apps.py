from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "conference.questions.seals"
    label = "seals"

    def ready(self) -> None:
        from conference.questions.seals import commands, duties, privacy, queries  # noqa: F401  fill the registries
        from moderation import desk, unseen

        unseen.register("question", queries.behind)
        desk.queue("seals", order=25, template="conference/_openings.html", context=queries.waiting)

from django.apps import AppConfig


class SealsConfig(AppConfig):
    name = "conference.questions.seals"
    label = "seals"

    def ready(self) -> None:
        from conference.questions.seals import commands, duties, privacy, queries  # noqa: F401  fill the registries
        from conference.questions.seals.models import Opening
        from core import secrecy
        from moderation import desk, unseen

        secrecy.register(Opening, secrecy.for_those_who("seal.open"))
        unseen.register("question", queries.behind)
        desk.queue("seals", order=25, template="conference/_openings.html", context=queries.waiting)

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    name = "conference.questions"
    label = "questions"

    def ready(self) -> None:
        from conference.questions import commands, duties, events, panel, privacy, queries, rules, waiting  # noqa: F401
        from conference.questions.deciding import actions as deciding
        from conference.questions.models import Question
        from conference.rooms import features, panels
        from core import secrecy
        from moderation import desk
        from moderation.duty import attention, items
        from moderation.reports import targets

        items.register("question", items.Kind(queries.item, rules.may_claim, deciding.tell_again, deciding.restore))
        attention.register("question", waiting.questions)
        features.register(panel.FEATURE)
        panels.register(panel.PANEL)
        panels.register_summary(panel.MISSED)
        panels.register_at_home(panel.UNANSWERED)
        desk.queue(
            "questions", order=30, template="conference/_waiting_rooms.html", context=panel.congress_desk, chief=True
        )
        secrecy.register(Question, rules.is_there)
        targets.register("question", where=rules.where, find=rules.reported)

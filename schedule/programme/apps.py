from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Of the organizers' chapter "programme"; series, lounges and import stand between
_PAGES = [
    (30, "planning", _("Grid"), "programme-editor"),
    (31, "frame", _("Places, tracks, types"), "programme-frame"),
    (32, "speakers", _("Speakers"), "programme-speakers"),
    (33, "hours", _("Hours"), "programme-hours"),
    (37, "release", _("Release"), "programme-release"),
    (38, "outbox", _("Outbox"), "programme-outbox"),
]


class ProgrammeConfig(AppConfig):
    name = "schedule.programme"
    verbose_name = "Programme"

    def ready(self) -> None:
        from accounts import menu
        from accounts import panels as pages
        from realtime import registry
        from schedule.programme import commands, duties, events, panels, privacy, queries, rules  # noqa: F401
        from schedule.programme.editor import commands as editing  # noqa: F401
        from schedule.programme.editor import events as edited  # noqa: F401
        from schedule.programme.history import commands as history  # noqa: F401
        from schedule.programme.hours import commands as hours  # noqa: F401
        from schedule.programme.onday import commands as on_the_day  # noqa: F401
        from schedule.programme.releases import commands as releasing  # noqa: F401
        from schedule.programme.signup import commands as seats  # noqa: F401
        from schedule.programme.words import commands as words  # noqa: F401

        registry.stream("planning", queries.may_read_planning)
        for order, name, label, url in _PAGES:
            menu.entry(name, label, url=url, permission=rules.MANAGE, order=order, chapter="programme")
        pages.panel("to-confirm", order=15, template="schedule/_to_confirm.html", context=panels.to_confirm)
        pages.panel("my-next", order=20, template="schedule/_my_next.html", context=panels.next_for_me)
        pages.panel("coming", page="face", order=10, template="schedule/_coming.html", context=panels.coming)
        pages.panel("programme", page="organize", order=10, template="schedule/_keeping.html", context=panels.keeping)

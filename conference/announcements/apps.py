from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    name = "conference.announcements"
    label = "announcements"

    def ready(self) -> None:
        from accounts import panels as now
        from conference.announcements import commands, duties, events, privacy, queries  # noqa: F401
        from conference.rooms.panels import Act, Summary, register_act, register_summary
        from moderation import desk

        here, form = "conference/_announcements.html", "conference/_desk_announcements.html"
        register_act(
            Act("announcements", 5, here, queries.in_room, desk_template=form, desk_context=queries.desk_of_room)
        )
        told = "conference/_missed_announcements.html"
        register_summary(Summary("announcements", 10, told, queries.missed, queries.lines))
        now.panel("announcements", order=5, template=here, context=queries.on_now)
        desk.queue("announcements", order=50, template=form, context=queries.desk_of_congress)

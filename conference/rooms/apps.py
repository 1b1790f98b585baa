from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "conference.rooms"
    label = "rooms"

    def ready(self) -> None:
        from accounts import going
        from accounts import panels as now
        from accounts.guests import doors
        from conference.rooms import (  # noqa: F401
            actions,
            chat,
            commands,
            duty,
            events,
            features,
            own,
            panels,
            privacy,
            queries,
            rules,
            sittings,
            waiting,
        )
        from messaging import kinds
        from moderation import desk, scopes
        from moderation.duty import attention
        from realtime import registry
        from schedule.programme import embargo, followers

        for feature in own.FEATURES:
            features.register(feature)
        _parts()
        attention.register("message", waiting.messages)
        panels.register(chat.PANEL)
        chat.look_after("room", rules.CHAT, duty.with_a_chat)
        now.panel("on-duty", order=6, template="conference/_on_duty.html", context=duty.panel)
        now.panel("live-now", order=10, template="conference/_live_now.html", context=queries.live_now)
        desk.queue(
            "messages", order=35, template="conference/_held_messages.html", context=chat.congress_desk, chief=True
        )
        desk.queue("rooms", order=70, template="conference/_live_desks.html", context=queries.live_desks)
        going.register(actions.follow_who_goes)
        embargo.register(queries.embargoed)
        doors.register(queries.guest_door)
        scopes.register("room", rules.CHAT.place_of, rules.CHAT.page_of, rules.CHAT.desk)
        followers.follow(followers.Follower(queries.scope_of, actions.follow_move))
        registry.stream("room", rules.CHAT.may_follow)
        registry.stream("desk", rules.may_read_desk)
        kinds.register(
            "room",
            kinds.Kind(
                may_read=rules.CHAT.may_read,
                may_write=rules.CHAT.may_write,
                may_moderate=rules.CHAT.may_moderate,
                pace=rules.CHAT.pace,
                desk=rules.CHAT.desk,
                typing=rules.thread_typing,
                shown=rules.thread_shown,
                may_attach=rules.thread_attach,
                moment=sittings.of_thread,
            ),
        )


def _parts() -> None:
    """What belongs to rooms and has a folder of its own."""
    from accounts import going, staying
    from accounts import panels as now
    from conference.rooms import rules
    from conference.rooms.absences import commands as absence_commands  # noqa: F401
    from conference.rooms.absences import duties  # noqa: F401
    from conference.rooms.admission import actions as admission
    from conference.rooms.admission import commands as admission_commands  # noqa: F401
    from conference.rooms.admission import doorway, signs
    from conference.rooms.captions import commands as caption_commands  # noqa: F401
    from conference.rooms.replay import commands as replay_commands  # noqa: F401
    from conference.rooms.speaking import commands as speaking_commands  # noqa: F401
    from conference.rooms.speaking import queries as speakers
    from conference.rooms.speaking import rules as speaking
    from conference.rooms.speaking import views as homes
    from conference.rooms.stage import commands as stage_commands  # noqa: F401
    from conference.rooms.stage.found import commands as found_commands  # noqa: F401
    from conference.rooms.stage.found import duties as found_duties  # noqa: F401
    from messaging import kinds
    from realtime import registry
    from schedule.programme import doors

    doors.register(signs.of_session)
    doorway.register("room", rules.room_of_thread)
    going.register(admission.follow_who_goes)
    staying.register(speakers.who_agreed)
    staying.register(speakers.who_shows)
    now.panel("speaking", order=15, template="conference/_speaking_now.html", context=homes.panel)
    registry.stream("backstage", speaking.may_read)
    kinds.register(
        "backstage",
        kinds.Kind(
            may_read=speaking.thread_read, may_write=speaking.thread_read, may_moderate=speaking.thread_moderate
        ),
    )

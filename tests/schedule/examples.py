"""Examples of the commands of the programme."""

from __future__ import annotations

from typing import Any

from schedule.programme.models import Change, Edit, Place, Release, Session, Sitting, Speaker, Talk, TalkSpeaker
from schedule.series.models import Meeting
from tests.examples import Data
from tests.factories import World, do, session_of


def _sitting(**more: Any) -> Data:
    """A session that runs now."""

    def make(world: World) -> dict[str, Any]:
        sitting = Sitting.objects.get(session=session_of(world.congress))
        return {"sitting": sitting.pk, "version": sitting.version, **more}

    return make


def _relocate(world: World) -> dict[str, Any]:
    place, _ = Place.objects.get_or_create(conference=world.congress, name="Hall 9")
    return {**_sitting()(world), "place": place.pk}


def _swap(world: World) -> dict[str, Any]:
    session = session_of(world.congress)
    first = Talk.objects.get(session=session)
    second = Talk.objects.create(session=session, order=1, title="The second talk")
    return {"talk": first.pk, "other": second.pk, "version": session.version}


def _plan(world: World) -> Session:
    """A released session."""
    return session_of(world.congress)


def _place(world: World) -> dict[str, Any]:
    return {"session": _plan(world).pk, "start": "2026-11-24T14:00", "end": "2026-11-24T15:00"}


def _drop(world: World) -> dict[str, Any]:
    return {"sitting": Sitting.objects.get(session=_plan(world)).pk, "version": 0}


def _frame(world: World) -> dict[str, Any]:
    made = do(world.olga, "frame.write", conference="tidelines", kind="track", name="Old")
    return {"conference": "tidelines", "kind": "track", "item": made["item"], "version": made["version"]}


def _bulk(world: World) -> dict[str, Any]:
    return {"conference": "tidelines", "sessions": [_plan(world).pk], "what": "type", "value": "Panel"}


def _copied(world: World) -> dict[str, Any]:
    return {"conference": _plan(world).conference.slug, "source": "2026-11-24", "target": "2026-11-25"}


def _undo(world: World) -> dict[str, Any]:
    do(world.olga, "frame.write", conference="tidelines", kind="track", name="Old")
    return {"edit": Edit.objects.latest("pk").pk}


def _redo(world: World) -> dict[str, Any]:
    edit = _undo(world)
    do(world.olga, "edit.undo", **edit)
    return edit


def _seen(world: World) -> dict[str, Any]:
    session = _plan(world)
    return {"session": session.pk, "version": session.version}


def _idle(world: World) -> dict[str, Any]:
    """A speaker who gives no talk."""
    made = do(world.olga, "speaker.write", conference="tidelines", name="Nobody yet")
    return {"conference": "tidelines", **made}


def _change(world: World) -> dict[str, Any]:
    """One that waits in the outbox."""
    session = _plan(world)
    release = Release.objects.latest("pk")
    change = Change.objects.create(
        release=release, at=release.published_at, kind="moved", session=session, told=Change.Told.WAITING
    )
    return {"conference": "tidelines", "changes": [change.pk]}


def _hall(world: World) -> dict[str, Any]:
    place, _ = Place.objects.get_or_create(conference=world.congress, name="Hall 9")
    return {"kind": "place", "item": place.pk}


def _limited(world: World) -> dict[str, Any]:
    session = _plan(world)
    Session.objects.filter(pk=session.pk).update(seats=20)
    return {"session": session.pk, "on": True}


def _accepted(world: World) -> dict[str, Any]:
    """A session in which Bob speaks and that he has to confirm."""
    session = Session.objects.create(conference=world.congress, title="Mine", state="accepted")
    speaker, _ = Speaker.objects.get_or_create(conference=world.congress, person=world.bob, defaults={"name": "Bob"})
    TalkSpeaker.objects.create(talk=Talk.objects.create(session=session, title="Mine"), speaker=speaker)
    return {"session": session.pk}


EXAMPLES: dict[str, Data | tuple[Data, str]] = {
    "sitting.delay": _sitting(minutes=5),
    "sitting.relocate": _relocate,
    "talk.swap": _swap,
    "sitting.place": _place,
    "sitting.drop": _drop,
    "session.write": lambda world: {"conference": "tidelines", "title": "A new session"},
    "session.decide": lambda world: {"session": _plan(world).pk, "state": "cancelled"},
    "session.announce": lambda world: {"conference": "tidelines"},
    "session.confirm": (_accepted, "bob"),
    "session.bulk": _bulk,
    "day.copy": _copied,
    "frame.write": lambda world: {"conference": "tidelines", "kind": "place", "name": "Hall 12", "capacity": 40},
    "frame.drop": _frame,
    "edit.undo": _undo,
    "edit.redo": _redo,
    "talk.write": lambda world: {**_seen(world), "title": "A talk"},
    "talk.move": lambda world: {**_seen(world), "at": 0, "to": 0},
    "talk.drop": lambda world: {**_seen(world), "at": 0},
    "speaker.write": lambda world: {"conference": "tidelines", "name": "Ines Walderbach"},
    "speaker.drop": _idle,
    "hours.offer": lambda world: {**_hall(world), "start": "2026-11-24T09:00", "end": "2026-11-24T12:00"},
    "hours.withdraw": lambda world: {**_hall(world), "entry": 1},
    "signup.set": (_limited, "bob"),
    "outbox.send": _change,
    "outbox.drop": _change,
    "release.reset": lambda world: {"conference": _plan(world).conference.slug, "number": 1},
}


def _series(world: World) -> dict[str, Any]:
    data: dict[str, Any] = {"title": "Club", "every": "week", "zone": "UTC", "start": "2030-01-01T16:00", "times": 2}
    return {"series": do(world.olga, "series.create", conference="tidelines", **data)["series"]}


def _meeting(**more: Any) -> Data:
    return lambda world: {"meeting": Meeting.objects.filter(series=_series(world)["series"])[0].pk, **more}


def _released(world: World) -> dict[str, Any]:
    session_of(world.congress)
    return {"conference": "tidelines"}


def _rehearsal(world: World) -> dict[str, Any]:
    return {"conference": do(world.olga, "rehearsal.begin", **_released(world))["conference"]}


EXAMPLES |= {
    "series.create": lambda world: {
        "conference": "tidelines", "title": "Club", "every": "week", "zone": "UTC", "start": "2030-01-01T16:00",
    },
    "series.move": lambda world: {**_series(world), "time": "17:00", "minutes": 60},
    "series.end": _series,
    "meeting.move": _meeting(version=0, start="2030-01-02T16:00", minutes=60),
    "meeting.set": _meeting(on=False),
    "meeting.name": _meeting(title="Cells"),
}  # fmt: skip

EXAMPLES |= {
    "calendar.subscribe": lambda world: {"conference": "tidelines"},
    "calendar.renew": lambda world: {"conference": "tidelines"},
    "calendar.unsubscribe": lambda world: {"conference": "tidelines"},
    "reminder.set": lambda world: {"session": session_of(world.congress).pk, "on": True},
    "programme.pull": lambda world: {"conference": "tidelines", "address": "https://pretalx.com/democon/"},
    "setup.frame": lambda world: {"conference": "tidelines", "places": "Plenary", "tracks": "Tides"},
    "rehearsal.begin": _released,
    "rehearsal.erase": _rehearsal,
}

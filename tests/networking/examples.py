"""One good example of the data of every command of networking. The clock stands in the congress' first morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from accounts import queries
from core import clock
from core.unit import unit_of_work
from networking.matchmaking.models import Offer
from networking.mentors import actions
from networking.mentors.models import MentorProfile, Slot
from tests.factories import World, do, member, person


def _mira(world: World) -> MentorProfile:
    profile = MentorProfile.objects.filter(membership=world.member(world.mira)).first()
    if profile is None:
        with unit_of_work():
            profile = actions.offer(world.member(world.mira), headline="Listens well", approved=True)
    return profile


def _slot(world: World) -> dict[str, Any]:
    from networking.mentors import cells

    mira = _mira(world)
    start = (clock.now() + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    taken = list(mira.slots.values_list("start", "end"))  # the demo's mentors have times of their own
    while cells.overlap(start - timedelta(minutes=30), start + timedelta(hours=1), taken):
        start += timedelta(hours=1)
    with unit_of_work():
        slot = actions.add_slots(mira, cells.in_a_row(start, 1))[0]
    return {"slot": slot.pk}


def _chat(world: World) -> dict[str, Any]:
    """Bob has booked Mira."""
    return {"chat": do(world.bob, "chat.book", **_slot(world))["chat"]}


def _chat_that_opens(world: World) -> dict[str, Any]:
    chat = _chat(world)
    start = Slot.objects.latest("pk").start
    clock.use(lambda: start)
    return chat


def _duty(world: World) -> dict[str, Any]:
    _mira(world)
    return {"conference": "tidelines", "on": True}


def _ticket(world: World) -> dict[str, Any]:
    return {"ticket": do(world.bob, "ticket.open", conference="tidelines")["ticket"]}


def _offer(world: World) -> dict[str, Any]:
    do(world.mira, "duty.set", **_duty(world))
    _ticket(world)
    return {"offer": Offer.objects.get(state="live").pk}


def _times(world: World) -> dict[str, Any]:
    _mira(world)
    day = queries.conference("tidelines").ends_on
    return {"conference": "tidelines", "day": day.isoformat(), "time": "15:00", "count": 2}


def _conflict(world: World) -> dict[str, Any]:
    ref = world.member(world.mira).ref
    return {"conflict": do(world.bob, "conflict.declare", conference="tidelines", ref=ref, kind="declared")["conflict"]}


_FREE = {"conference": "tidelines", "every": "day", "day": "2026-11-24", "start": "09:00", "end": "18:00"}


def _free(world: World) -> dict[str, Any]:
    return {"availability": do(world.bob, "availability.add", **_FREE)["availability"]}


def _somebody(world: World) -> str:
    """One who is nobody of the cast: whoever tries the command, it is not she herself."""
    with unit_of_work():
        return member(person("Some Body"), world.congress).ref


def _ended_chat(world: World) -> dict[str, Any]:
    chat = _live_chat(world)
    do(world.bob, "chat.leave", **chat)
    return chat


def _request(world: World) -> dict[str, Any]:
    """Bob asks Mira for tomorrow afternoon."""
    wanted: dict[str, Any] = {"mentor": _mira(world).pk, "day": "2026-11-25", "time": "15:00"}
    return {"request": do(world.bob, "request.send", **wanted)["request"]}


def _countered(world: World) -> dict[str, Any]:
    one = _request(world)
    do(world.mira, "request.counter", **one, day="2026-11-25", time="16:00")
    return one


def _open_to_all(world: World) -> str:
    """The name of one outside the cast whom everybody may contact."""
    from networking.contacts.models import Openness

    with unit_of_work():
        one = member(person("Open Door"), world.congress)
    Openness.objects.create(membership=one, who="all")
    return one.ref


def _contact_request(world: World) -> dict[str, Any]:
    from networking.contacts.models import ContactRequest

    do(world.ada, "openness.set", conference="tidelines", who="all")
    do(world.bob, "contact.ask", conference="tidelines", ref=world.member(world.ada).ref)
    return {"request": ContactRequest.objects.get().pk}


def _contact(world: World) -> dict[str, Any]:
    return {"contact": do(world.ada, "contact.answer", **_contact_request(world), on=True)["contact"]}


def _link(world: World) -> dict[str, Any]:
    """The words of Mira's personal link."""
    from networking.maillinks import queries as links

    do(world.olga, "link.send", mentor=_mira(world).pk)
    link = links.current(_mira(world))
    assert link is not None
    return {"link": links.words_of(link)}


def _pick(world: World) -> dict[str, Any]:
    from networking.maillinks import queries as links

    return {**_link(world), "starts": [links.offers(_mira(world))[0][0].isoformat()]}


def _meeting(world: World) -> dict[str, Any]:
    do(world.ada, "hallway.join", conference="tidelines")
    return {"meeting": do(world.bob, "hallway.join", conference="tidelines")["meeting"]}


def _circle(world: World) -> dict[str, Any]:
    return {"circle": do(world.bob, "circle.open", conference="tidelines", kind="ask", topic="First grants")["circle"]}


def _in_call(world: World) -> dict[str, Any]:
    chat = _chat_that_opens(world)
    do(world.mira, "chat.enter", **chat)
    return {"room": f"chat:{chat['chat']}"}


def _live_chat(world: World) -> dict[str, Any]:
    chat = _chat_that_opens(world)
    for who in (world.mira, world.bob):
        do(who, "chat.enter", **chat)
    return chat


def _another_time(world: World) -> dict[str, Any]:
    from networking.mentors import cells

    chat = _chat(world)
    start = Slot.objects.latest("pk").start + timedelta(hours=1)
    with unit_of_work():
        slot = actions.add_slots(_mira(world), cells.in_a_row(start, 1))[0]
    return {**chat, "slot": slot.pk}


def _missed(world: World) -> dict[str, Any]:
    """Nobody came, and there is another time."""
    from networking.chats import duties

    found = _another_time(world)
    start = Slot.objects.earliest("pk").start
    clock.use(lambda: start + timedelta(minutes=6))
    duties.sweep()
    return {"chat": found["chat"]}


def _round(*steps: str) -> Callable[[World], dict[str, Any]]:
    """A round of the congress' days, brought to a state by these steps."""

    def make(world: World) -> dict[str, Any]:
        days = {"first_day": "2026-11-24", "last_day": "2026-11-26"}
        number = do(world.olga, "round.create", conference="tidelines", title="First round", **days)["round"]
        for step in steps:
            do(world.olga, f"round.{step}", round=number)
        return {"round": number}

    return make


def _published(world: World) -> dict[str, Any]:
    from networking.rounds.models import Round

    made = _round("collect", "lock", "solve")(world)
    Round.objects.filter(pk=made["round"]).update(state="published", running_since=None)
    return made


def _solved(world: World) -> dict[str, Any]:
    from networking.rounds.models import Round

    made = _round("collect", "lock", "solve")(world)
    Round.objects.filter(pk=made["round"]).update(state="proposed", running_since=None)
    return made


def _joining(world: World) -> dict[str, Any]:
    made = _round("collect")(world)
    for who in (world.bob, world.ada, world.mira, world.mo, world.olga):
        do(who, "availability.add", **_FREE)
    return made


def _pairable(world: World) -> dict[str, Any]:
    """Bob and Mira in a locked round, both free at noon of the second day."""
    made = _joining(world)
    _mira(world)
    do(world.bob, "round.join", **made)
    do(world.mira, "round.join", **made, side="mentor")
    do(world.olga, "round.lock", **made)
    refs = {"mentee": world.member(world.bob).ref, "mentor": world.member(world.mira).ref}
    return {**made, **refs, "start": "2026-11-25T12:00:00+00:00"}


_WINDOW = {"conference": "tidelines", "day": "2026-11-24", "start": "14:00", "end": "16:00"}


def _window(world: World) -> dict[str, Any]:
    _mira(world)
    return {"window": do(world.mira, "duty.declare", **_WINDOW)["window"]}


def _profiled(**data: Any) -> Callable[[World], dict[str, Any]]:
    """With Mira's profile there."""

    def make(world: World) -> dict[str, Any]:
        _mira(world)
        return data

    return make


def _on_duty(world: World) -> dict[str, Any]:
    do(world.mira, "duty.set", **_duty(world))
    return {"conference": "tidelines"}


_TABLE = {"conference": "tidelines", "title": "First grants", "day": "2026-11-25", "time": "15:00"}


def _table(world: World) -> dict[str, Any]:
    _mira(world)
    return {"table": do(world.mira, "table.offer", **_TABLE)["table"]}


def _seat(world: World) -> dict[str, Any]:
    made = _table(world)
    do(world.bob, "table.join", **made)
    return made


EXAMPLES = {
    "table.offer": _profiled(**_TABLE),
    "table.join": (_table, "bob"),
    "table.leave": (_seat, "bob"),
    "table.cancel": (_table, "mira"),
    "tables.fill": lambda world: {"conference": "tidelines"},
    "welcome.host": lambda world: {"conference": "tidelines", "on": False},
    "duty.here": _on_duty,
    "duty.declare": _profiled(**_WINDOW),
    "duty.drop": (_window, "mira"),
    "peers.serve": lambda world: {"conference": "tidelines", "on": True},
    "ticket.peers": (_ticket, "bob"),
    "round.create": lambda world: {
        "conference": "tidelines",
        "title": "First round",
        "first_day": "2026-11-24",
        "last_day": "2026-11-26",
    },
    "round.collect": _round(),
    "round.lock": _round("collect"),
    "round.solve": _round("collect", "lock"),
    "round.publish": _solved,
    "round.late": _published,
    "round.close": _published,
    "round.weights": lambda world: {
        **_round()(world),
        "topics": 300,
        "wants": 350,
        "path": 150,
        "stage": 100,
        "new": 100,
        "must_meet": 150,
        "would_like": 50,
    },
    "round.pair": _pairable,
    "round.unpair": lambda world: {"proposal": do(world.olga, "round.pair", **_pairable(world))["proposal"]},
    "round.join": _joining,
    "round.leave": _round("collect"),
    "availability.add": lambda world: _FREE,
    "availability.drop": (_free, "bob"),
    "availability.skip": (lambda world: {**_free(world), "day": "2026-11-25"}, "bob"),
    "quiet.set": lambda world: {"conference": "tidelines", "start": "22:00", "end": "07:00"},
    "mentee.describe": lambda world: {"conference": "tidelines", "wants": ["papers"], "paths": ["clinic"]},
    "preference.set": lambda world: {"conference": "tidelines", "ref": _somebody(world), "kind": "must_meet"},
    "conflict.declare": lambda world: {"conference": "tidelines", "ref": _somebody(world), "kind": "supervisor"},
    "conflict.drop": (_conflict, "bob"),
    "conflict.safety": lambda world: {
        "conference": "tidelines",
        "one": world.member(world.bob).ref,
        "other": world.member(world.alice).ref,
    },
    "contact.answer": (lambda world: {**_contact_request(world), "on": True}, "ada"),
    "contact.ask": lambda world: {"conference": "tidelines", "ref": _open_to_all(world)},
    "contact.close": (_contact, "ada"),
    "contact.withdraw": (_contact_request, "bob"),
    "feedback.give": (lambda world: {**_ended_chat(world), "useful": 5, "again": True}, "bob"),
    "followup.set": (lambda world: {**_ended_chat(world), "on": True}, "mira"),
    "goal.set": (lambda world: {**_ended_chat(world), "text": "A first grant", "remind": True}, "bob"),
    "openness.set": lambda world: {"conference": "tidelines", "who": "all"},
    "request.accept": (_request, "mira"),
    "request.agree": (lambda world: _countered(world), "bob"),
    "request.counter": (lambda world: {**_request(world), "day": "2026-11-25", "time": "16:00"}, "mira"),
    "request.decline": (_request, "mira"),
    "request.send": (lambda world: {"mentor": _mira(world).pk, "day": "2026-11-25", "time": "15:00"}, "ada"),
    "request.withdraw": (_request, "bob"),
    "circle.close": (_circle, "bob"),
    "circle.join": (_circle, "ada"),
    "circle.leave": (_circle, "bob"),
    "circle.open": lambda world: {"conference": "tidelines", "kind": "offer", "topic": "Tide tables"},
    "hallway.join": lambda world: {"conference": "tidelines"},
    "hallway.leave": lambda world: {"conference": "tidelines"},
    "hallway.stay": (_meeting, "bob"),
    "call.join": (_in_call, "bob"),
    "call.signal": (lambda world: {**_in_call(world), "sender": "0123456789abcdef", "kind": "here"}, "mira"),
    "chat.extend": (_live_chat, "mira"),
    "chat.help": (lambda world: {**_chat_that_opens(world), "about": "technical"}, "bob"),
    "chat.late": (_chat, "mira"),
    "chat.move": (_another_time, "bob"),
    "chat.rebook": (_missed, "bob"),
    "chat.reschedule": (_chat, "mira"),
    "link.cancel": lambda world: {**_chat(world), **_link(world)},
    "link.drop": lambda world: {**_slot(world), **_link(world)},
    "link.pick": _pick,
    "link.revoke": lambda world: {"mentor": _mira(world).pk},
    "link.send": lambda world: {"mentor": _mira(world).pk},
    "mentor.invite": lambda world: {"conference": "tidelines", "email": "senior@people.example", "name": "Sen Ior"},
    "notes.write": (lambda world: {**_chat(world), "text": "Read Tide 2019", "version": 0}, "bob"),
    "chat.book": (_slot, "ada"),
    "chat.cancel": (_chat, "bob"),
    "chat.enter": (_chat_that_opens, "mira"),
    "chat.leave": (_chat_that_opens, "bob"),
    "duty.set": _duty,
    "mentor.approve": lambda world: {"mentor": _mira(world).pk, "on": True},
    "mentor.offer": lambda world: {"conference": "tidelines", "headline": "Happy to listen"},
    "offer.accept": (_offer, "bob"),
    "offer.decline": (_offer, "mira"),
    "slot.withdraw": (_slot, "mira"),
    "slots.offer": _times,
    "ticket.leave": (_ticket, "bob"),
    "ticket.open": lambda world: {"conference": "tidelines", "question": "How do I start?"},
    "topics.set": lambda world: {"conference": "tidelines", "names": ["Dormancy", "Grant writing"]},
}

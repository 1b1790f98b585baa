"""A number of what one may not see is answered as a number of nothing, by every command, to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from conference.hands.models import Hand
from core.errors import Forbidden, Refusal
from core.models import AuditEntry
from messaging.models import Thread
from moderation.hints.models import Hint
from moderation.models import Appeal
from moderation.reports.models import Report
from tests.conference import stage
from tests.factories import World, do, guest_of, room_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Data = dict[str, Any]
NOWHERE = 987_654


def _lounge(world: World) -> int:
    made: int = do(world.olga, "lounge.make", conference="tidelines", name="Among us", visibility="invited")["lounge"]
    return made


def _said(world: World, who: User, kind: str, key: int) -> int:
    thread = Thread.objects.get(kind=kind, key=str(key)).pk
    said: int = do(who, "message.post", thread=thread, text="SECRETWORD")["message"]
    return said


def in_a_lounge(world: World) -> Data:
    return {"message": _said(world, world.olga, "lounge", _lounge(world))}


def held(world: World) -> Data:
    room = room_of(world.congress)
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)
    return {"message": _said(world, world.ada, "room", room.pk)}


def pending(world: World) -> Data:
    room = stage.room(world.congress, questions_wait=True)
    return {"question": do(world.ada, "question.ask", room=room.pk, text="SECRETWORD", how="anonymous")["question"]}


def draft(world: World) -> Data:
    poll: Data = {"kind": "single", "text": "SECRETWORD?", "options": "One\nTwo", "reveal": "live"}
    made = do(world.mo, "poll.prepare", room=stage.room(world.congress).pk, **poll)
    return {"poll": made["poll"]}


def decided(world: World) -> Data:
    here: Data = {"ref": world.member(world.ada).ref, "conference": world.congress.pk}
    return {"sanction": do(world.mo, "sanction.impose", kind="mute", reason="SECRETWORD", **here)["sanction"]}


def appealed(world: World) -> Data:
    do(world.ada, "sanction.appeal", text="SECRETWORD", **decided(world))
    return {"appeal": Appeal.objects.get().pk}


def reported(world: World) -> Data:
    said = _said(world, world.alice, "room", room_of(world.congress).pk)
    do(world.ada, "report.send", kind="message", key=str(said), category="spam")
    return {"report": Report.objects.get().pk}


def hinted(world: World) -> Data:
    do(world.olga, "words.set", conference="tidelines", care="SECRETWORD")
    _said(world, world.ada, "room", room_of(world.congress).pk)
    return {"hint": Hint.objects.get().pk}


def waiting(world: World) -> Data:
    return {"kind": "message", "key": str(held(world)["message"])}


def taken(world: World) -> Data:
    message = held(world)["message"]
    do(world.mo, "message.settle", message=message, on=False)
    return {"kind": "message", "key": str(message)}


def lounge(world: World) -> Data:
    return {"lounge": _lounge(world)}


def hand(world: World) -> Data:
    do(world.ada, "hand.raise", room=room_of(world.congress).pk, on=True)
    return {"hand": Hand.objects.get().pk}


def attended(world: World) -> Data:
    room = room_of(world.congress).pk
    do(world.mo, "message.settle", on=True, **held(world))
    return {"conference": "tidelines", "scope": f"room:{room}"}


MESSAGE: dict[str, Data] = {
    "message.hide": {"on": True},
    "message.settle": {"on": True},
    "message.edit": {"text": "x"},
    "message.delete": {},
    "message.react": {"kind": "heart", "on": True},
}
QUESTION: dict[str, Data] = {
    "question.decide": {"state": "visible"},
    "question.merge": {"into": NOWHERE},
    "question.label": {"labels": "x"},
    "question.pin": {"on": True},
    "question.claim": {"on": True},
    "question.answer": {"answer": "x"},
    "question.vote": {"on": True},
    "question.edit": {"text": "x"},
    "question.withdraw": {},
    "author.hold": {"kind": "warn", "reason": "Too rude", "where": "room"},
    "seal.ask": {"reason": "A threat"},
}
CASES: list[tuple[Callable[[World], Data], dict[str, Data]]] = [
    (in_a_lounge, MESSAGE),
    (held, MESSAGE),
    (pending, QUESTION),
    (draft, {"poll.move": {"state": "open"}, "poll.pin": {"on": True}, "poll.show": {"on": True}}),
    (decided, {"sanction.lift": {}, "sanction.confirm": {}, "sanction.appeal": {"text": "x"}}),
    (appealed, {"appeal.decide": {"lift": True, "answer": "x"}}),
    (reported, {"report.decide": {"outcome": "acted"}}),
    (hinted, {"hint.done": {}}),
    (hand, {"hand.invite": {}, "hand.lower": {}}),
    (waiting, {"item.claim": {"on": True}}),
    (taken, {"item.undo": {}}),
    (attended, {"queue.attend": {}}),
    (lounge, {"lounge.change": {"name": "x"}, "lounge.archive": {"on": True}, "lounge.chat": {"chat_for": "all"}}),
]


def elsewhere(data: Data) -> Data:
    """The same with a number of nothing."""
    wrong = {"key": str(NOWHERE), "scope": f"room:{NOWHERE}"}
    return {name: wrong.get(name, NOWHERE if isinstance(value, int) else value) for name, value in data.items()}


def told(who: User | None, name: str, data: Data) -> Data:
    with pytest.raises(Refusal) as refused:
        do(who, name, **data)
    assert not refused.value.code.startswith("field."), (name, data, refused.value.field)
    return refused.value.as_dict()


@pytest.mark.parametrize(("thing", "commands"), CASES, ids=lambda case: getattr(case, "__name__", ""))
def test_what_is_not_for_her_is_answered_as_what_is_not_there(
    world: World, thing: Callable[[World], Data], commands: dict[str, Data]
) -> None:
    data = thing(world)
    guest = guest_of(stage.room(world.congress)).person
    different = {
        (name, label): (there, nothing)
        for name, more in commands.items()
        for label, who in (("bob", world.bob), ("charlie", world.charlie), ("guest", guest), ("nobody", None))
        if (there := told(who, name, {**data, **more})) != (nothing := told(who, name, {**elsewhere(data), **more}))
    }
    assert different == {}


def test_who_sees_it_reads_why_not(world: World) -> None:
    seen: Data = {"message": _said(world, world.ada, "room", room_of(world.congress).pk), "on": True}
    with pytest.raises(Forbidden) as refused:
        do(world.bob, "message.hide", **seen)
    assert refused.value.code == "permission.missing"
    own: Data = {"message": held(world)["message"], "on": True}
    with pytest.raises(Forbidden):
        do(world.ada, "message.settle", **own)


def test_such_a_refusal_is_on_the_record(world: World) -> None:
    data = in_a_lounge(world)
    told(world.bob, "message.hide", {**data, "on": True})
    entry = AuditEntry.objects.latest("pk")
    assert (entry.actor_id, entry.action, entry.on) == (world.bob.pk, "message.hide", f"message:{data['message']}")
    assert entry.outcome == "permission.missing"

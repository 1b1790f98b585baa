"""One good example of the data of every command, for tests that try them all.

A feature puts its own into `tests/<feature>/examples.py` as `EXAMPLES`; they are found by themselves. A value is a
function of the world, or a pair with the name of the one in the cast whom the command's rule lets do it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.payload import Uploaded
from core.unit import unit_of_work
from tests.factories import World, do, member, person, room_of, session_of, speaker_in

Data = Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class Example:
    data: Data
    rightful: str = ""


def _here(**more: Any) -> Data:
    return lambda world: {"conference": world.congress.slug, **more}


def _member(name: str, **more: Any) -> Data:
    return lambda world: {"membership": world.member(getattr(world, name)).pk, **more}


def _waiting(world: World) -> dict[str, Any]:
    with unit_of_work():
        return {"membership": member(person("Wanda Waits"), world.congress, state="waiting").pk}


def _invitation(world: World) -> dict[str, Any]:
    return {
        "invitation": do(world.olga, "conference.invite", conference="tidelines", email="x@people.example")[
            "invitation"
        ]
    }


def _token(world: World) -> dict[str, Any]:
    return {"token": do(world.bob, "token.make", name="Room screen")["token"]}


def _mute(world: World, **more: Any) -> dict[str, Any]:
    here = {"ref": world.member(world.bob).ref, "conference": world.congress.pk}
    return {**here, "kind": "mute", "scope": room_of(world.congress).scope, "reason": "Too loud", **more}


def _sanction(**more: Any) -> Data:
    """What a moderator outside the cast decided about Bob."""

    def impose(world: World) -> dict[str, Any]:
        with unit_of_work():
            member(once := person("Once Moderator"), world.congress, ["moderator"])
        return {"sanction": do(once, "sanction.impose", **_mute(world, **more))["sanction"]}

    return impose


def _appeal(world: World) -> dict[str, Any]:
    sanction = _sanction()(world)["sanction"]
    appeal = do(world.bob, "sanction.appeal", sanction=sanction, text="I only asked.")["appeal"]
    return {"appeal": appeal, "lift": True, "answer": "You are right."}


def _post(world: World) -> dict[str, Any]:
    return {"thread": _thread(world), "text": "Good morning"}


def _thread(world: World) -> int:
    from messaging.models import Thread

    return Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk


def _message(**more: Any) -> Data:
    """A message of Bob's."""
    return lambda world: {"message": do(world.bob, "message.post", **_post(world))["message"], **more}


def _room(**more: Any) -> Data:
    return lambda world: {"room": room_of(world.congress).pk, **more}


def _speaking(**more: Any) -> Data:
    """The room of a session in which Alice speaks."""

    def speak(world: World) -> dict[str, Any]:
        room = room_of(world.congress)
        speaker_in(room, world.alice)
        return {"room": room.pk, **more}

    return speak


def _board(**more: Any) -> Data:
    """A room whose quizzes have a score board."""

    def switch(world: World) -> dict[str, Any]:
        room = room_of(world.congress).pk
        do(world.mo, "poll.board", room=room, on=True)
        return {"room": room, **more}

    return switch


def _slides(world: World) -> dict[str, Any]:
    file = Uploaded("talk.pdf", b"%PDF-1.7\nTides\n%%EOF\n")
    return {"slides": do(world.alice, "slides.bring", **_speaking(file=file)(world))["slides"]}


def _lounge(world: World) -> dict[str, Any]:
    made: dict[str, Any] = do(world.olga, "lounge.make", conference="tidelines", name="The porch")
    return made


def _guest(world: World) -> dict[str, Any]:
    room = room_of(world.congress)
    do(world.olga, "room.guests", room=room.pk, on=True)
    return {"conference": "tidelines", "code": room.session.code, "name": "Gus"}


def _source(world: World) -> dict[str, Any]:
    room = room_of(world.congress).pk
    return {"source": do(world.olga, "stage.add_source", room=room, label="Main", url="/media/main.m3u8")["source"]}


def _question(**more: Any) -> Data:
    """A question of Bob's that everybody sees."""
    return lambda world: {"question": _ask(world)["question"], **more}


def _ask(world: World) -> dict[str, Any]:
    return do(world.bob, "question.ask", room=room_of(world.congress).pk, text="Why do they sleep?", how="named")


def _sealed(world: World) -> int:
    """An anonymous question of Ada's."""
    room = room_of(world.congress).pk
    return int(do(world.ada, "question.ask", room=room, text="Who am I?", how="anonymous")["question"])


def _opening(world: World) -> dict[str, Any]:
    """An organizer outside the cast asked for it."""
    with unit_of_work():
        member(once := person("Once Organizer"), world.congress, ["organizer"])
    return {"opening": do(once, "seal.ask", question=_sealed(world), reason="A threat")["opening"], "on": True}


def _two_questions(world: World) -> dict[str, Any]:
    return {"question": _ask(world)["question"], "into": _ask(world)["question"]}


def _waiting_question(**more: Any) -> Data:
    def ask(world: World) -> dict[str, Any]:
        room = room_of(world.congress)
        do(world.mo, "room.change", room=room.pk, opening="open", questions_wait=True)
        return {"question": _ask(world)["question"], **more}

    return ask


def _poll(state: str = "open", **more: Any) -> Data:
    """A poll that olga opened, or left as a draft."""

    def prepare(world: World) -> dict[str, Any]:
        poll = do(world.olga, "poll.prepare", room=room_of(world.congress).pk, **POLL)["poll"]
        if state == "open":
            do(world.olga, "poll.move", poll=poll, state="open")
        return {"poll": poll, **more}

    return prepare


def _written(world: World) -> dict[str, Any]:
    poll = do(world.olga, "poll.prepare", room=room_of(world.congress).pk, **{**POLL, "kind": "words"})["poll"]
    do(world.olga, "poll.move", poll=poll, state="open")
    do(world.bob, "poll.vote", poll=poll, words=["dormancy"])
    return {"poll": poll, "entry": "dormancy", "on": False}


def _report(world: World) -> dict[str, Any]:
    message = do(world.alice, "message.post", **_post(world))["message"]
    return {"kind": "message", "key": str(message), "category": "spam"}


def _open_report(world: World) -> dict[str, Any]:
    from moderation.reports.models import Report

    do(world.bob, "report.send", **_report(world))
    return {"report": Report.objects.get().pk, "outcome": "left"}


def _number(world: World) -> dict[str, Any]:
    return {"number": do(world.olga, "safety.confirm_number", conference="tidelines", **NUMBER)["number"]}


def _held(**more: Any) -> Data:
    """A message of Bob's that waits."""

    def post(world: World) -> dict[str, Any]:
        do(world.mo, "room.chat", room=room_of(world.congress).pk, chat_for="all", chat_waits=True)
        return {"message": do(world.bob, "message.post", **_post(world))["message"], **more}

    return post


def _hand(world: World) -> dict[str, Any]:
    from conference.hands.models import Hand

    do(world.ada, "hand.raise", room=room_of(world.congress).pk, on=True)
    return {"hand": Hand.objects.get(membership__person=world.ada).pk}


def _announcement(world: World) -> int:
    made: int = do(world.olga, "announcement.write_here", room=room_of(world.congress).pk, text="Late")["announcement"]
    return made


def _supporter(world: World) -> dict[str, Any]:
    import re

    from core.models import OutgoingMail

    do(None, "supporter.join", name="Ann", email="ann@people.example", relation="friend", consent="yes")
    found = re.search(r"/society/leave/(\S+)", OutgoingMail.objects.get(to="ann@people.example").text)
    assert found is not None
    return {"token": found[1]}


def _star(world: World) -> dict[str, Any]:
    return {"session": session_of(world.congress).pk, "on": True}


NUMBER = {"country": "PT", "number": "112", "label": "Emergency"}
PUSH = {"name": "Firefox", "endpoint": "https://push.example.org/1", "p256dh": "B" * 87, "auth": "a" * 22}
POLL = {"kind": "single", "text": "Mouse or fish?", "options": "Mouse\nFish", "reveal": "close"}
CSV = "title,start,end,place\nOpening,2026-11-24 09:00,2026-11-24 10:00,Hall 1\n"


def _upload(world: World) -> dict[str, Any]:
    return {"upload": do(world.olga, "programme.upload", conference="tidelines", name="p.csv", content=CSV)["upload"]}


EXAMPLES: dict[str, Data | tuple[Data, str]] = {
    "block.set": _member("alice", on=True),
    "conference.create": lambda world: {
        "name": "A new one",
        "zone": "UTC",
        "starts_on": "2027-01-01",
        "ends_on": "2027-01-02",
    },
    "conference.edit": _here(
        name="Tidelines", zone="UTC", starts_on="2027-01-01", ends_on="2027-01-02", join_policy="open"
    ),
    "conference.invite": _here(email="new@people.example"),
    "conference.join": _here(appears="quiet", consent="yes"),
    "conference.leave": _here(),
    "hand.invite": (_hand, "mo"),
    "hand.lower": (_hand, "mo"),
    "hand.raise": (_room(on=True), "bob"),
    "reaction.send": (_room(kind="applause"), "bob"),
    "help.ask": lambda world: {"text": "I am lost", "email": "lost@people.example"},
    "invitation.withdraw": _invitation,
    "member.approve": _waiting,
    "notice.choose": lambda world: {"mail": "urgent", "push": "all", "quiet_from": "22:00", "quiet_until": "07:00"},
    "notice.read": lambda world: {"upto": 1},
    "push.add_device": lambda world: PUSH,
    "push.drop_device": (lambda world: {"device": do(world.bob, "push.add_device", **PUSH)["device"]}, "bob"),
    "message.delete": (_message(), "bob"),
    "message.edit": (_message(text="Good evening"), "bob"),
    "message.hide": (_message(on=True), "mo"),
    "message.react": (_message(kind="heart", on=True), "alice"),
    "message.read": (lambda world: {"thread": _thread(world), "upto": 1}, "bob"),
    "message.settle": (_held(on=True), "mo"),
    "room.chat": (_room(chat_for="all", chat_seconds=10), "mo"),
    "words.set": _here(words="seaweed cure"),
    "message.post": (_post, "bob"),
    "person.erase_me": lambda world: {"confirm": "erase"},
    "poll.board": (_room(on=True), "mo"),
    "poll.edit": _poll("draft", **{**POLL, "text": "Fish or mouse?"}),
    "poll.move": lambda world: {**_poll()(world), "state": "closed"},
    "poll.pin": _poll(on=True),
    "poll.play": (_board(on=False), "bob"),  # who may not write can still take her name away
    "poll.prepare": _room(**POLL),
    "poll.screen": _written,
    "poll.show": _poll(on=True),
    "poll.vote": (_poll(choices=[0]), "bob"),
    "profile.zone": lambda world: {"zone": "Asia/Tokyo"},
    "conference.zone": lambda world: {"conference": "tidelines", "zone": "Asia/Tokyo"},
    "profile.edit": lambda world: {"display_name": "Somebody New", "zone": "Asia/Tokyo"},
    "programme.import": _upload,
    "programme.upload": _here(name="p.csv", content=CSV),
    "question.ask": (_room(text="Why?", how="named"), "bob"),
    "question.decide": (_waiting_question(state="visible"), "mo"),
    "question.edit": (_waiting_question(text="Why, then?"), "bob"),
    "badge.choose": _here(badge=""),
    "author.hold": (
        lambda world: {"question": _sealed(world), "kind": "remove", "where": "room", "reason": "Too loud"},
        "mo",
    ),
    "seal.ask": lambda world: {"question": _sealed(world), "reason": "A threat"},
    "seal.decide": _opening,
    "question.claim": (_waiting_question(on=True), "mo"),
    "question.label": (_question(labels="methods, clinic"), "mo"),
    "question.merge": (_two_questions, "mo"),
    "question.pin": (_question(on=True), "mo"),
    "question.vote": (_question(on=True), "alice"),
    "question.withdraw": (_question(), "bob"),
    "release.publish": lambda world: {"conference": session_of(world.congress).conference.slug, "version": "2"},
    "role.edit": _here(role="speaker", permissions=["message.write"]),
    "role.set": _member("bob", role="speaker", on=True),
    "room.change": (_room(opening="open"), "mo"),
    "chair.drop": lambda world: {"room": room_of(world.congress).pk, "ref": world.member(world.ada).ref},
    "chair.name": lambda world: {"room": room_of(world.congress).pk, "email": world.ada.email},
    "announcement.move": lambda world: {"announcement": _announcement(world), "state": "archived"},
    "announcement.write": _here(text="Lunch is at noon"),
    "announcement.write_here": _room(text="We start late"),
    "appeal.decide": (_appeal, "mo"),
    "report.decide": (_open_report, "mo"),
    "report.send": (_report, "bob"),
    "safety.confirm_number": _here(**NUMBER),
    "safety.drop_number": _number,
    "safety.on_call": _here(hours=4),
    "sanction.appeal": (lambda world: {**_sanction()(world), "text": "I only asked."}, "bob"),
    "sanction.confirm": (_sanction(kind="ban", minutes=7 * 24 * 60), "mo"),
    "sanction.impose": (_mute, "mo"),
    "sanction.lift": (_sanction(), "mo"),
    "stage.add_source": (_room(label="Main", url="/media/stage/main.m3u8"), "mo"),
    "recording.attach": (_room(url="/media/talk.mp4", begins="1:30", consent="yes"), "mo"),
    "recording.decline": (_room(), "mo"),
    "recording.look": _room(),
    "recording.drop": (_room(), "mo"),
    "guest.enter": _guest,
    "slides.bring": (_speaking(file=Uploaded("talk.pdf", b"%PDF-1.7\nTides\n%%EOF\n")), "alice"),
    "slides.drop": (_slides, "alice"),
    "question.answer": (_question(answer="Both of them."), "mo"),
    "speaker.agree": (_speaking(mark="no_photo"), "alice"),
    "caption.push": (_room(text="Good morning, everybody"), "mo"),
    "room.cannot_come": (_room(on=True), "bob"),
    "room.features": (_room(on=["stage", "chat"]), "mo"),
    "room.guests": _room(on=True),
    "room.kind": (_room(kind="workshop"), "mo"),
    "room.visibility": _room(visibility="roles", roles=["mentor", "advocate"]),
    "room.invite": lambda world: {"room": room_of(world.congress).pk, "ref": world.member(world.ada).ref},
    "lounge.make": _here(name="The porch", about="For whoever is awake", visibility="attendees"),
    "lounge.change": lambda world: {
        **_lounge(world),
        "name": "The harbour",
        "visibility": "roles",
        "roles": ["mentor"],
    },
    "lounge.archive": lambda world: {**_lounge(world), "on": True},
    "lounge.chat": (lambda world: {**_lounge(world), "chat_for": "all", "chat_seconds": 30}, "mo"),
    "lounge.invite": lambda world: {**_lounge(world), "ref": world.member(world.ada).ref},
    "lounge.uninvite": lambda world: {**_lounge(world), "ref": world.member(world.ada).ref},
    "room.uninvite": lambda world: {"room": room_of(world.congress).pk, "ref": world.member(world.ada).ref},
    "room.repeat": _room(kind="replay", start="2027-03-01T03:00"),
    "room.mark": (_room(mark="no_photo"), "mo"),
    "stage.drop_source": (_source, "mo"),
    "stage.first": (_source, "mo"),
    "stage.renew_key": (_room(), "mo"),
    "star.set": _star,
    "supporter.join": lambda world: {
        "name": "Ann",
        "email": "ann@people.example",
        "relation": "friend",
        "consent": "yes",
    },
    "supporter.leave": _supporter,
    "token.drop": (_token, "bob"),
    "token.make": lambda world: {"name": "Room screen"},
}


def all_examples() -> dict[str, Example]:
    """Those above and those of the features."""
    found: dict[str, Data | tuple[Data, str]] = dict(EXAMPLES)
    for file in sorted(Path(__file__).parent.glob("*/examples.py")):
        found |= importlib.import_module(f"tests.{file.parent.name}.examples").EXAMPLES
    return {name: Example(*entry) if isinstance(entry, tuple) else Example(entry) for name, entry in found.items()}

"""For every event type of a room that shows: what is done in it so that it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import override_settings

from conference.polls import actions as polls
from conference.polls.models import Poll
from conference.questions.models import Question
from conference.rooms.models import Room
from conference.rooms.stage.found import actions as recordings
from messaging.models import Message
from tests.conference import stage
from tests.conference.meetings import SECRET, Meetings, serving
from tests.factories import World, do


def post(world: World, room: Room) -> None:
    do(world.bob, "message.post", thread=stage.thread(room).pk, text="Good *morning*")


def answer(world: World, room: Room) -> None:
    first = Message.objects.get().pk
    do(world.ada, "message.post", thread=stage.thread(room).pk, text="And to you", reply_to=first)


def react(kind: str, on: bool = True) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.ada, "message.react", message=Message.objects.earliest("pk").pk, kind=kind, on=on)

    return act


def on_message(command: str, who: str, **data: Any) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(getattr(world, who), command, message=Message.objects.earliest("pk").pk, **data)

    return act


def ask(world: World, room: Room) -> None:
    do(world.ada, "question.ask", room=room.pk, text="Which model?", how="anonymous")


def decide(state: str, **data: Any) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "question.decide", question=Question.objects.get().pk, state=state, **data)

    return act


def care(command: str, **data: Any) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, command, question=Question.objects.get().pk, **data)

    return act


def vote(world: World, room: Room) -> None:
    do(world.bob, "question.vote", question=Question.objects.get().pk, on=True)


def withdraw(world: World, room: Room) -> None:
    do(world.ada, "question.withdraw", question=Question.objects.get().pk)


def wait(on: bool) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "room.change", room=room.pk, opening="closed" if on else "schedule", questions_wait=on)

    return act


def moderated(world: World, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(questions_wait=True)


def poll(reveal: str, **more: Any) -> Callable[[World, Room], None]:
    wording = {"kind": "single", "text": "Mouse or fish?", "options": "Mouse\nFish", "reveal": reveal, **more}

    def act(world: World, room: Room) -> None:
        do(world.mo, "poll.prepare", room=room.pk, **wording)

    return act


def on_poll(command: str, who: str = "mo", **data: Any) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(getattr(world, who), command, poll=Poll.objects.get().pk, **data)

    return act


def board(on: bool) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "poll.board", room=room.pk, on=on)

    return act


def plays(who: str, on: bool = True) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(getattr(world, who), "poll.play", room=room.pk, on=on)

    return act


def meeting(world: World, room: Room) -> None:
    do(world.mo, "stage.add_source", room=room.pk, label="Workshop", url="bigbluebutton:")


def look(world: World, room: Room) -> None:
    do(world.mo, "recording.look", room=room.pk)


def looked(film: str) -> Callable[[World, Room], None]:
    """What the search comes to on a server with this film, or with none."""

    def act(world: World, room: Room) -> None:
        with serving() as address, override_settings(BBB_URL=address, BBB_SECRET=SECRET, EMBED_HOSTS=["meet.example"]):
            Meetings.says["getRecordings"] = (
                f"<recordings><recording><meetingID>meridian-{room.pk}</meetingID><playback><format><type>video</type>"
                f"<url>{film}</url></format></playback></recording></recordings>"
            )
            recordings.look.func(room.pk)

    return act


def decline(world: World, room: Room) -> None:
    do(world.mo, "recording.decline", room=room.pk)


def told_vote(world: World, room: Room) -> None:
    """A ballot, and what the next second tells of it."""
    on_poll("poll.vote", "ada", choices=[1])(world, room)
    polls.tell_results()


def chat_waits(world: World, room: Room) -> None:
    Room.objects.filter(pk=room.pk).update(chat_waits=True)


def claimed(world: World, room: Room) -> None:
    do(world.mo, "item.claim", kind="message", key=str(Message.objects.get().pk), on=True)


def undone(kind: str) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        key = (Message if kind == "message" else Question).objects.get().pk
        do(world.mo, "item.undo", kind=kind, key=str(key))

    return act


def read_first(world: World, room: Room) -> None:
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)


def slow(world: World, room: Room) -> None:
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_seconds=30)


def guests(on: bool) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.olga, "room.guests", room=room.pk, on=on)

    return act


def preset(name: str) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "room.preset", room=room.pk, preset=name)

    return act


def has(*names: str) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "room.features", room=room.pk, on=list(names))

    return act


def kind(name: str) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "room.kind", room=room.pk, kind=name)

    return act


def chairs(who: str, on: bool = True) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        person = getattr(world, who)
        data = {"email": person.email} if on else {"ref": world.member(person).ref}
        do(world.olga, "chair.name" if on else "chair.drop", room=room.pk, **data)

    return act


def invites(who: str, on: bool = True) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        ref = world.member(getattr(world, who)).ref
        do(world.olga, "room.invite" if on else "room.uninvite", room=room.pk, ref=ref)

    return act


def chairs_no_more(who: str) -> Callable[[World, Room], None]:
    """She leaves the congress."""

    def act(world: World, room: Room) -> None:
        do(getattr(world, who), "conference.leave", conference="tidelines")

    return act


def visible(visibility: str, *roles: str) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.olga, "room.visibility", room=room.pk, visibility=visibility, roles=list(roles))

    return act


def caption(text: str) -> Callable[[World, Room], None]:
    def act(world: World, room: Room) -> None:
        do(world.mo, "caption.push", room=room.pk, text=text)

    return act


CASES: dict[str, list[Callable[[World, Room], None]]] = {
    "caption.pushed": [caption("Good morning"), caption("and <welcome>")],
    "message.posted": [post],
    "message.edited": [post, on_message("message.edit", "bob", text="Better **so**")],
    "message.deleted": [post, on_message("message.delete", "bob")],
    "message.hidden": [post, on_message("message.hide", "mo", on=True)],
    "message.shown": [
        post,
        on_message("message.hide", "mo", on=True),
        on_message("message.hide", "mo", on=False),
    ],
    "message.reacted": [
        post,
        answer,
        react("heart"),
        react("wow"),
        on_message("message.edit", "bob", text="Better"),
        react("heart", on=False),
    ],
    "message.held": [chat_waits, post],
    "message.settled": [chat_waits, post, claimed, on_message("message.settle", "mo", on=True)],
    "message.taken_back": [read_first, post, on_message("message.settle", "mo", on=True), undone("message")],
    "poll.prepared": [poll("close"), on_poll("poll.move", state="open"), told_vote],
    "poll.changed": [
        poll("close"),
        on_poll("poll.move", state="open"),
        told_vote,
        on_poll("poll.move", state="closed"),
        on_poll("poll.show", on=False),
        on_poll("poll.pin", on=False),
    ],
    "poll.tallied": [
        poll("live"),
        on_poll("poll.move", state="open"),
        told_vote,
    ],
    "poll.scored": [
        board(True),
        poll("close", kind="quiz", right=2),
        on_poll("poll.move", state="open"),
        plays("ada"),
        on_poll("poll.vote", "ada", choices=[1]),
        plays("bob"),
        on_poll("poll.move", state="closed"),
        plays("ada", on=False),
        on_poll("poll.show", on=False),
        board(False),
    ],
    "poll.board_switched": [board(True), preset("patients"), preset(""), board(True), board(False)],
    "poll.gone": [
        poll("live"),
        on_poll("poll.move", state="open"),
        on_poll("poll.move", state="closed"),
        on_poll("poll.move", state="archived"),
    ],
    "question.published": [ask],
    "question.voted": [ask, vote],
    "question.staged": [ask, vote, decide("on_stage")],
    "question.answered": [ask, decide("answered_written", answer="Both of them.")],
    "question.changed": [
        ask,
        decide("answered_live"),
        decide("visible"),
        care("question.pin", on=True),
        care("question.label", labels="clinic"),
        decide("deferred", to="Prof. Tide"),
    ],
    "question.withdrawn": [ask, vote, withdraw],
    "question.pended": [moderated, ask, care("question.claim", on=True)],
    "question.settled": [
        moderated,
        ask,
        decide("visible"),
        undone("question"),
        decide("dismissed", reason="Asked before"),
        undone("question"),
    ],
    "room.changed": [wait(True), wait(False), slow, has("stage", "polls"), kind("workshop"), kind("stage")],
    "room.doors": [visible("public"), visible("attendees")],
    "room.recording_looked_for": [
        meeting,
        look,
        looked(""),
        look,
        looked("https://meet.example/playback/video/1/"),
        decline,
    ],
    "room.set": [
        guests(True),
        preset("patients"),
        guests(False),
        preset(""),
        has("stage", "chat"),
        kind("workshop"),
        kind("stage"),
        visible("roles", "mentor", "advocate"),
        visible("public"),
    ],
    "room.invited": [
        visible("invited"),
        invites("ada"),
        invites("bob"),
        invites("ada", on=False),
        chairs_no_more("bob"),
    ],
    "room.chaired": [chairs("ada"), chairs("bob"), chairs("ada", on=False), chairs_no_more("bob")],
}

"""What the frames make of an open page is what a reload shows: for every event type with a fragment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import lxml.html
import pytest
from django.test import override_settings
from pytest_django import Settings

from accounts.models import User
from conference.polls import actions as polls
from conference.polls.models import Poll
from conference.questions.models import Question
from conference.rooms.models import Room
from conference.rooms.stage.found import actions as recordings
from messaging.models import Message
from realtime import frames, log, registry
from tests import factories
from tests.conference import stage
from tests.conference.meetings import SECRET, Meetings, serving
from tests.factories import World, do

Nodes = dict[str, str]
# Streams of a room; other features prove their own types beside their own pages.
OURS = ("caption.", "message.", "poll.", "question.", "room.")


def nodes(html: str, ids: re.Pattern[str]) -> Nodes:
    """The nodes of a page that fragments replace, by id."""
    tree = lxml.html.fromstring(html)
    return {
        n.get("id"): canonical(n) for n in tree.iter() if isinstance(n.tag, str) and ids.fullmatch(n.get("id") or "")
    }


def canonical(node: lxml.html.HtmlElement) -> str:
    """The node without what only a page knows: its form's token and where to come back to without scripts."""
    node.tail = None
    for only_here in node.xpath('.//input[@name="csrfmiddlewaretoken" or @name="next" or @name="client_id"]'):
        only_here.drop_tree()
    text: str = lxml.html.tostring(node, encoding="unicode")
    return re.sub(r"\s+", "", text)


def apply(page: Nodes, stream: str, after: int) -> Nodes:
    """The page after the frames since a position, as fragments.js does it: replace by id, add, or take out."""
    page = dict(page)
    for event in log.read(stream, after):
        for piece in frames.of_event(event)["html"]:
            if piece["html"] is None:
                page.pop(piece["id"], None)
            elif piece["target"] or piece["id"] in page:
                page[piece["id"]] = canonical(lxml.html.fragment_fromstring(piece["html"]))
            nested(page, piece["id"])
    return page


def nested(page: Nodes, changed: str) -> None:
    """What stands inside another node that fragments replace: votes in a question, the result in a poll."""
    poll = re.fullmatch(r"(?:desk-)?(poll-\d+)(-tally)?", changed)
    if poll:
        keep_tally_same(page, f"{poll[1]}-tally", changed)
        return
    if re.match(r"message-\d+", changed):
        keep_signs_same(page, changed)
        return
    votes = re.fullmatch(r"(question-\d+)-votes", changed)
    if votes and changed in page and votes[1] in page:
        page[votes[1]] = re.sub(rf'<bid="{changed}"[^>]*>.*?</b>', page[changed], page[votes[1]])
    question = re.fullmatch(r"question-\d+", changed)
    inner = f"{changed}-votes"
    if question and changed in page:
        found = re.search(rf'<bid="{inner}"[^>]*>.*?</b>', page[changed])
        if found:
            page[inner] = found[0]
    elif question:
        page.pop(inner, None)


def keep_signs_same(page: Nodes, changed: str) -> None:
    """Reactions stand inside their message and are replaced alone."""
    message = re.match(r"message-\d+", changed)[0]  # type: ignore[index]
    signs = f"{message}-reactions"
    inside = re.compile(rf'<pclass="signs"id="{signs}">.*?</p>')
    if changed == signs and message in page:
        page[message] = inside.sub(lambda _found: page[signs], page[message])
    elif changed == message:
        page.pop(signs, None)
        found = inside.search(page.get(message, ""))
        page.update({signs: found[0]} if found else {})


def keep_tally_same(page: Nodes, tally: str, changed: str) -> None:
    inside = re.compile(rf'<divclass="tally"id="{tally}">.*?</div>')
    if changed == tally:
        page.update({name: inside.sub(page[tally], html) for name, html in page.items() if tally in page})
        return
    page.pop(tally, None)
    found = inside.search(page.get(changed, ""))
    page.update({tally: found[0]} if found else {})


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
    "room.chaired": [chairs("ada"), chairs("bob"), chairs("ada", on=False), chairs_no_more("bob")],
}
IN_THE_LIST = re.compile(
    r"(caption|message|question|room-notice|room-state|room-has|poll)-\d+(-votes|-tally|-reactions)?"
)

IN_THE_DESK = re.compile(
    r"(pending|held|desk-poll|room-guests|room-preset|room-features|room-visible|room-chairs)-\d+|poll-\d+-tally"
)

# The board comes and goes with the whole panel where a feature is switched: these are about its own events
BOARDS = {
    "poll.scored": re.compile(rf"{IN_THE_LIST.pattern}|scores-\d+"),
    "poll.board_switched": re.compile(rf"{IN_THE_DESK.pattern}|desk-scores-\d+"),
    "room.recording_looked_for": re.compile(r"found-recording-\d+"),
}


def test_every_event_type_of_a_room_has_its_case() -> None:
    assert {t.name for t in registry.event_types() if t.name.startswith(OURS)} == set(CASES)


def who_sees(name: str) -> tuple[str, ...]:
    """What is at the desk only is nothing for Bob; who lets guests in, only Olga is asked."""
    if name in {"room.set", "room.chaired"}:
        return "mo", "olga"
    return ("mo",) if name in DESK else ("bob", "mo")


DESK = {
    "message.held",
    "message.settled",
    "question.pended",
    "question.settled",
    "poll.prepared",
    "poll.board_switched",
    "room.set",
    "room.chaired",
    "room.recording_looked_for",
}


@pytest.mark.parametrize(("name", "who"), [(n, w) for n in CASES for w in who_sees(n)])
def test_live_equals_reload(world: World, name: str, who: str, settings: Settings) -> None:
    settings.BBB_URL, settings.BBB_SECRET = "http://127.0.0.1:9/bigbluebutton", SECRET
    room = stage.room(world.congress)
    reader: User = getattr(world, who)
    desk = name in DESK
    address = f"/tidelines/room/{room.session.code}" + ("/desk" if desk else "")
    ids = BOARDS.get(name) or (IN_THE_DESK if desk else IN_THE_LIST)
    client = factories.browser_of(reader)
    stream = room.desk if desk else room.stream
    for act in CASES[name]:
        before = nodes(client.get(address).content.decode(), ids)
        at = log.position(stream).head
        act(world, room)
        after = nodes(client.get(address).content.decode(), ids)
        assert apply(before, stream, at) == after
    assert name in {event.type for event in log.read(stream, 0)}

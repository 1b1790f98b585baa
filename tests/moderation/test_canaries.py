"""What only some may see has a word of its own, and nobody else finds that word: on no page, stream, sheet or letter."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import pytest
from django.urls import get_resolver

from accounts.models import User
from accounts.notices import actions as notices
from accounts.notices.models import Delivery, Device, Notice
from conference.rooms.models import Room
from config.access import PAGES as PAGES_FOR
from core.models import OutgoingMail
from core.unit import unit_of_work
from realtime import frames, log, registry
from realtime.models import Stream
from tests.conference import stage
from tests.core.test_endpoints import ARGUMENT, addresses
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db

PAGES = (
    "/tidelines/", "/tidelines/programme", "/tidelines/rooms", "/tidelines/people", "/tidelines/mentors",
    "/tidelines/about-me", "/tidelines/desk", "/tidelines/organize/record", "/tidelines/organize/record?form=csv",
    "/tidelines/organize/people", "/tidelines/people/{ref}", "/tidelines/desk/member/{ref}",
    "/tidelines/desk/member/{ref}?scope=room:{room}", "/tidelines/session/{code}", "/tidelines/room/{code}",
    "/tidelines/room/{code}?tab=questions", "/tidelines/room/{code}?tab=polls", "/tidelines/room/{code}/mine",
    "/tidelines/room/{code}/light", "/tidelines/room/{code}/stage", "/tidelines/room/{code}/similar?text=is+it+asked+here",
    "/tidelines/transcript/{thread}", "/tidelines/transcript/{thread}?q=word", "/tidelines/desk/author/{question}",
    "/tidelines/room/{code}/mine?of=chat", "/tidelines/room/{code}/desk", "/tidelines/room/{code}/screen",
    "/tidelines/room/{code}/polls.csv", "/report/message/{message}", "/report/message/{held}",
    "/report/question/{question}", "/report/person/{ref}", "/profile/export", "/notices", "/tidelines/notices",
)  # fmt: skip


def all_pages(names: dict[str, Any]) -> tuple[str, ...]:
    """The pages above, and every other one that is not for everybody, from the list of what is mounted."""
    filled = {
        "slug": "tidelines",
        "kind": "person",
        "key": names["ref"],
        "pk": "1",
        "name": "none",
        "token": "none",
        **names,
    }
    closed = [pattern for name, pattern in addresses(get_resolver()) if not PAGES_FOR[name].startswith("public")]
    others = {"/" + ARGUMENT.sub(lambda found: str(filled.get(found[1], "none")), pattern) for pattern in closed}
    named = [page.format(**names) for page in PAGES]
    return (*named, *sorted(others - set(named)))


@dataclass(frozen=True)
class Scene:
    """A room full of things that are not for everybody; `addresses` are the pages to look at."""

    world: World
    room: Room
    addresses: tuple[str, ...]


@pytest.fixture
def scene(world: World) -> Scene:
    room, here = room_of(world.congress), world.congress.slug
    thread = stage.thread(room).pk
    ada = world.member(world.ada)
    do(world.mo, "room.change", room=room.pk, opening="open", questions_wait=True)
    message = do(world.ada, "message.post", thread=thread, text="said and gone HIDDENWORD")["message"]
    do(world.alice, "report.send", kind="message", key=str(message), category="abuse", note="REPORTNOTE")
    do(world.mo, "message.hide", message=message, on=True)
    question = do(world.ada, "question.ask", room=room.pk, text="Is it PENDINGWORD?", how="named")["question"]
    poll: dict[str, Any] = {
        "kind": "quiz",
        "text": "Which DRAFTPOLL?",
        "options": "One\nTwo",
        "right": 1,
        "reveal": "close",
    }
    do(world.mo, "poll.prepare", room=room.pk, **poll)
    do(world.olga, "announcement.write", conference=here, text="Later DRAFTNEWS", draft=True)
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)
    held = do(world.ada, "message.post", thread=thread, text="waits HELDWORD")["message"]
    do(world.ada, "hand.raise", room=room.pk, on=True)
    do(world.mo, "sanction.impose", ref=ada.ref, conference=world.congress.pk, kind="warn",
       reason="REASONWORD", note="STAFFNOTE")  # fmt: skip
    do(world.olga, "words.set", conference=here, words="LISTWORD")
    with unit_of_work():
        notices.send(world.ada.pk, key="canary", kind="test", title="NOTICEWORD", url="/", conference=world.congress)
    names = {"code": room.session.code, "room": room.pk, "ref": ada.ref, "message": message, "held": held,
             "thread": thread}  # fmt: skip
    return Scene(world, room, all_pages({**names, "question": question}))


def told(who: User) -> list[str]:
    """Notices, and what rings say on the screen of a locked phone: each of them with a device."""
    device = Device(endpoint="https://push.example.org/1", p256dh="p", auth="a")
    deliveries = Delivery.objects.filter(notice__person=who).select_related("notice")
    rings = [asdict(notices._ring_of(one, device)) for one in deliveries]
    kept = list(Notice.objects.filter(person=who).values_list("title", "text", "url"))
    return [json.dumps([kept, rings], default=str)]


def everything(scene: Scene, who: User | None) -> str:
    """All that somebody can get: pages, the events of every stream she may read with their fragments, letters."""
    browser = browser_of(who)
    found = [browser.get(address).content.decode(errors="replace") for address in scene.addresses]
    if who is not None:
        found += told(who)
        for name in Stream.objects.values_list("name", flat=True):
            if registry.may_read(who.pk, name):
                found += [json.dumps(frames.of_event(event)) for event in log.read(name, 0)]
        letters = OutgoingMail.objects.filter(to=who.email).values_list("subject", "text")
        found += [" ".join(letter) for letter in letters]
    return "\n".join(found)


WORDS = {
    "HIDDENWORD": {"mo", "olga"},  # kept as the evidence of a report; its author was told nothing
    "REPORTNOTE": {"mo", "olga", "alice"},
    "PENDINGWORD": {"mo", "olga", "ada"},
    "DRAFTPOLL": {"mo", "olga"},
    "DRAFTNEWS": {"mo", "olga"},
    "HELDWORD": {"mo", "olga", "ada"},
    "REASONWORD": {"mo", "olga", "ada"},
    "STAFFNOTE": {"mo", "olga"},
    "LISTWORD": {"olga"},
    "NOTICEWORD": {"ada"},
}
PEOPLE = ("", "bob", "alice", "ada", "mira", "mo", "olga", "charlie", "nils")


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_sees_exactly_what_is_for_her(scene: Scene, who: str) -> None:
    seen = everything(scene, getattr(scene.world, who) if who else None)
    allowed = {word for word, people in WORDS.items() if who in people}
    # One's own words are in one's own export
    own = {"HIDDENWORD", "PENDINGWORD", "HELDWORD"} if who == "ada" else set()
    leaked = {word for word in WORDS if word in seen} - allowed - own
    assert leaked == set()
    if who in {"mo", "olga"}:
        assert allowed <= {word for word in WORDS if word in seen}, "the words are there to be found"


def test_who_was_kept_out_finds_less_than_before(scene: Scene) -> None:
    world = scene.world
    do(world.mo, "sanction.impose", ref=world.member(world.bob).ref, conference=world.congress.pk, kind="ban",
       reason="Please stop")  # fmt: skip
    seen = everything(scene, world.bob)
    assert not {word for word in WORDS if word in seen}
    assert world.congress.name in seen, "the public pages stay open"
    assert not any(
        registry.may_read(world.bob.pk, name)
        for name in Stream.objects.exclude(name__startswith="user:").values_list("name", flat=True)
    )


def test_a_demoted_moderator_finds_nothing_any_more(scene: Scene) -> None:
    world = scene.world
    do(world.olga, "role.set", membership=world.member(world.mo).pk, role="moderator", on=False)
    # What she wrote herself stays in her own export
    pages = tuple(page for page in scene.addresses if page != "/profile/export")
    seen = everything(Scene(world, scene.room, pages), world.mo)
    assert not {word for word in WORDS if word in seen}

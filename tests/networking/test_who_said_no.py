"""Nobody can find out who blocked or declined her: the canary over pages, frames, exports, letters and refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import zip_longest
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from config.access import PAGES as PAGES_FOR
from core import privacy
from core.errors import Conflict, Forbidden, Refusal
from networking.chats.models import Chat
from networking.contacts.models import Contact
from networking.hallway.models import Circle
from networking.matchmaking import duties
from networking.matchmaking.models import Offer, Ticket
from networking.mentors.models import MentorProfile, Slot
from realtime import frames, log, registry
from realtime.models import Stream
from tests import factories
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
HERE = {"conference": "tidelines"}
# What answers anew each time, whoever asks: a file of the moment, a door to somewhere else
NO_PAGE = {
    "profile_export",
    "demo-enter",
    "demo-link",
    "stream",
    "command",
    "command_list",
    "media",
    "ingest_on_publish",
}


def pages(ref: str) -> list[str]:
    """Every page that is mounted, as far as its address names a congress or the other one; also one that is new."""
    found = ["/tidelines/people?q=Mira", "/tidelines/search?q=Mira", f"/report/person/{ref}"]
    for name in sorted(PAGES_FOR.keys() - NO_PAGE):
        for args in ([], ["tidelines"], ["tidelines", ref]):
            with suppress(NoReverseMatch):
                found.append(reverse(name, args=args))
    return found


def blocks(world: World) -> None:
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=True)


def says_no_thanks(world: World) -> None:
    do(world.mira, "preference.set", **HERE, ref=world.member(world.ada).ref, kind="no_thanks")


def declares_a_conflict(world: World) -> None:
    do(world.mira, "conflict.declare", **HERE, ref=world.member(world.ada).ref, kind="declared")


def is_kept_apart(world: World) -> None:
    one, other = world.member(world.mira).ref, world.member(world.ada).ref
    do(world.olga, "conflict.safety", **HERE, one=one, other=other, on=True)


def has_no_times(world: World) -> None:
    Slot.objects.filter(mentor__membership__person=world.mira).update(state="withdrawn")


WAYS = [blocks, says_no_thanks, declares_a_conflict, is_kept_apart, has_no_times]


@pytest.fixture
def slot(world: World, mira: MentorProfile) -> Slot:
    for n in range(3):
        other = stage.mentor(person(f"Other Mentor{n}"), world.congress, "Dormancy")
        stage.slots(other, MORNING + timedelta(hours=3 + n))
    return stage.slots(mira, MORNING + timedelta(hours=2))[0]


def seen_by(world: World, who: User) -> str:
    """All that somebody can get, without what changes with every page: tokens, ids of forms."""
    browser = browser_of(who)
    answers = [browser.get(page) for page in pages(world.member(world.mira).ref)]
    found = [f"{one.request['PATH_INFO']} {one.status_code}" + _text(one) for one in answers]
    assert "/tidelines/people/" in str([line for line in found if " 200" in line])
    for name in Stream.objects.values_list("name", flat=True):
        if registry.may_read(who.pk, name):
            found += [json.dumps([frames.of_event(event)["type"], event.data]) for event in log.read(name, 0)]
    found += [f"{letter.subject} {letter.text} {letter.calendar}" for letter in stage.letters(who)]
    found.append(json.dumps(privacy.export_person(who.pk), default=str, sort_keys=True))
    text = "\n".join(found)
    for changing in (r'name="(csrfmiddlewaretoken|client_id)" value="[^"]*"', r'nonce="[^"]*"', r'data-epoch="[^"]*"',
                     r'data-after="\d+"', r"\d\d:\d\d:\d\d[.\d]*"):  # fmt: skip
        text = re.sub(changing, "", text)
    return text


def _text(answer: Any) -> str:
    return "" if answer.streaming else str(answer.content.decode(errors="replace"))


def way_of(asked: CaptureQueriesContext) -> tuple[str, ...]:
    """What the database was asked, in its order, without values: answers of one way take as long as one another.

    Not their time: a class of timing that is measured differs by the machine's day, the statements do not.
    """
    return tuple(_shape(one["sql"]) for one in asked.captured_queries)


def _shape(sql: str) -> str:
    """A statement without its values; a list of many reads as a list of one."""
    words = re.sub(r"'(?:[^']|'')*'", "#", sql)
    for value in (r"::\w+(\[\])?", r'"?s\d+_x\d+"?', r"\b\d+(\.\d+)?\b", r"\b(true|false)\b"):
        words = re.sub(value, "" if value.startswith("::") else "#", words, flags=re.IGNORECASE)
    return re.sub(r"#(, #)+", "#", words)


def refusal_to(who: User, slot: Slot) -> tuple[str, tuple[str, ...]]:
    """What she is told when she tries all the same, and what the database was asked on the way."""
    with CaptureQueriesContext(connection) as asked, pytest.raises(Refusal) as refused:
        do(who, "chat.book", slot=slot.pk)
    return str(refused.value.as_dict()), way_of(asked)


def test_whoever_is_kept_apart_sees_what_she_sees_of_a_mentor_without_times(world: World, slot: Slot) -> None:
    """Each way from the same beginning and taken back, so that nothing of one is left in what another is held against."""
    seen = {way.__name__: _as_told(world, slot, way) for way in WAYS}
    apart, told = seen.pop(has_no_times.__name__)
    assert set(seen) == {"blocks", "says_no_thanks", "declares_a_conflict", "is_kept_apart"}
    for name, (page, refused) in seen.items():
        assert page.splitlines() == apart.splitlines(), name
        assert refused == told, name
        assert name not in page
    assert "No time found with Mira Lindenquell." in told
    assert told.count("Other Mentor") == 3


def _as_told(world: World, slot: Slot, way: Callable[[World], None]) -> tuple[str, str]:
    found: list[tuple[str, str]] = []
    with suppress(_Back), transaction.atomic():
        way(world)
        found.append((_numbered(seen_by(world, world.ada)), _numbered(refusal_to(world.ada, slot)[0])))
        raise _Back
    return found[0]


def _numbered(text: str) -> str:
    """On PostgreSQL without numbers, for its sequences are not taken back; on SQLite every number counts."""
    return re.sub(r"\d+", "#", text) if connection.vendor == "postgresql" else text


def has_something_with(world: World, mira: MentorProfile) -> None:
    """Ada and Mira write to one another and have a chat tomorrow; Mira hosts a table in the hallway."""
    do(world.mira, "openness.set", **HERE, who="all")
    chat = do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=26))[0].pk)
    assert do(world.ada, "contact.ask", **HERE, ref=world.member(world.mira).ref)["contact"]
    assert chat["chat"]
    do(world.mira, "circle.open", **HERE, kind="ask", topic="First grants")


def calls_all_off_by_hand(world: World) -> None:
    """What anybody may do without keeping apart: no more time, no chat, no messages, a full table."""
    has_no_times(world)
    do(world.mira, "chat.cancel", chat=Chat.objects.get().pk)
    do(world.mira, "contact.close", contact=Contact.objects.get().pk)
    do(world.mira, "openness.set", **HERE, who="nobody")
    for who in (world.bob, world.alice, world.mo):
        do(who, "circle.join", circle=Circle.objects.get().pk)


class _Back(Exception):
    """Takes back what was tried."""


def test_a_block_reads_like_one_who_called_off_closed_and_has_no_time(world: World, mira: MentorProfile) -> None:
    """Both ways from the same beginning, each taken back; numbers are left out, for sequences are not taken back."""
    has_something_with(world, mira)
    seen = []
    for way in (blocks, calls_all_off_by_hand):
        with suppress(_Back), transaction.atomic():
            way(world)
            with pytest.raises(Forbidden) as refused:
                do(world.ada, "contact.ask", **HERE, ref=world.member(world.mira).ref)
            seen.append((re.sub(r"\d+", "#", seen_by(world, world.ada)), str(refused.value.as_dict())))
            raise _Back
    assert seen[0][1] == seen[1][1]
    assert seen[0][0].splitlines() == seen[1][0].splitlines()
    assert "Cancelled: chat with Mira Lindenquell" in seen[0][0]


@pytest.mark.parametrize("way", [blocks, says_no_thanks, declares_a_conflict, is_kept_apart])
def test_nobody_keeps_a_chat_with_whom_she_must_not_meet(
    world: World, mira: MentorProfile, way: Callable[[World], None]
) -> None:
    chat = Chat.objects.get(
        pk=do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=2))[0].pk)["chat"]
    )
    other = do(world.bob, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=4))[0].pk)["chat"]
    way(world)
    chat.refresh_from_db()
    assert chat.state == "cancelled"
    assert not chat.cells.exists()
    assert Chat.objects.get(pk=other).state == "confirmed", "one pair and no other"
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.enter", chat=chat.pk)
    assert refused.value.code == "chat.not_open"


def test_to_look_at_somebody_asks_the_same_whoever_is_blocked(world: World, mira: MentorProfile) -> None:
    costs = set()
    for on in (False, True):
        do(world.mira, "block.set", membership=world.member(world.ada).pk, on=on)
        do(world.mira, "openness.set", **HERE, who="nobody")
        browser, asked = browser_of(world.ada), []
        for page in (
            "/tidelines/people",
            "/tidelines/people/{mira}",
            "/tidelines/mentors",
            "/tidelines/contacts/ask/{mira}",
        ):
            with CaptureQueriesContext(connection) as queries:
                browser.get(page.format(mira=world.member(world.mira).ref))
            asked.append(way_of(queries))
        with CaptureQueriesContext(connection) as queries, pytest.raises(Forbidden):
            do(world.ada, "contact.ask", **HERE, ref=world.member(world.mira).ref)
        costs.add((*asked, way_of(queries)))
    assert len(costs) == 1, differences(costs)


def differences(ways: set[tuple[Any, ...]]) -> str:
    """The statements in which ways part, for whoever has to mend it."""
    kinds = [[line for part in way for line in (part if isinstance(part, tuple) else (part,))] for way in ways]
    return "\n".join(str(set(lines)) for lines in zip_longest(*kinds) if len(set(lines)) > 1)


def test_every_private_reason_is_found_by_the_same_questions_in_the_same_order(world: World, slot: Slot) -> None:
    """A block, a no-thank-you, a conflict, a word of safety and a mentor who is full; and nobody is asked less when
    there is no reason at all: up to the answer a booking that succeeds goes the same way."""
    costs = set()
    beginning = way_of_a_booking(world)
    for n, way in enumerate(WAYS[:-1]):
        way(world)
        stage.slots(MentorProfile.objects.get(membership__person=world.mira), MORNING + timedelta(hours=8 + n))
        costs.add(refusal_to(world.ada, slot)[1])
    full = MentorProfile.objects.filter(membership__person=world.mira)
    full.update(capacity=1)
    do(world.bob, "chat.book", slot=Slot.objects.filter(mentor__membership__person=world.mira).latest("start").pk)
    costs.add(refusal_to(world.ada, slot)[1])
    assert len(costs) == 1, differences(costs)
    (taken,) = costs
    assert taken[: len(beginning)] == beginning, differences({taken[: len(beginning)], beginning})


def way_of_a_booking(world: World) -> tuple[str, ...]:
    """What is asked before anything is written when Ada takes a time of somebody whom nothing keeps from her."""
    free = Slot.objects.exclude(mentor__membership__person=world.mira).earliest("start")
    with CaptureQueriesContext(connection) as asked, suppress(_Back), transaction.atomic():
        do(world.ada, "chat.book", slot=free.pk)
        raise _Back
    said = way_of(asked)[1:]  # without what takes it back
    return said[: next(number for number, sql in enumerate(said) if sql.startswith("UPDATE mentors_slot"))]


def declined(world: World, offer: Offer, hands: Clock) -> None:
    do(world.mira, "offer.decline", offer=offer.pk)


def missed(world: World, offer: Offer, hands: Clock) -> None:
    hands.move(seconds=60)
    duties.sweep()


def blocked_then_off(world: World, offer: Offer, hands: Clock) -> None:
    blocks(world)
    do(world.mira, "duty.set", **HERE, on=False)


@pytest.mark.parametrize("how", [declined, missed, blocked_then_off])
def test_in_the_queue_declined_missed_and_blocked_read_the_same_with_others_who_have_time(
    world: World, slot: Slot, hands: Clock, how: Callable[[World, Offer, Clock], None]
) -> None:
    do(world.mira, "duty.set", **HERE, on=True)
    ticket = Ticket.objects.get(pk=do(world.ada, "ticket.open", **HERE)["ticket"])
    joined = ticket.joined_at
    how(world, Offer.objects.get(), hands)
    page = browser_of(world.ada).get("/tidelines/queue").content.decode()
    assert "No time found with Mira Lindenquell. You keep your place." in page
    assert page.count("Other Mentor") >= 3
    for word in ("declin", "block", "refus", "timed", "withdrawn", "missed"):
        assert word not in _words(page)
    told = log.read(f"user:{world.ada.pk}", 0)
    assert not {"declined", "timed_out", "withdrawn"} & set(re.findall(r"[a-z_]+", json.dumps([e.data for e in told])))
    exported = json.dumps(privacy.export_person(world.ada.pk), default=str)
    assert "Mira" not in exported or "declined" not in exported
    ticket.refresh_from_db()
    assert ticket.joined_at == joined


def _words(page: str) -> str:
    """What a page says, without its tags."""
    main = page.partition("<main")[2]
    return re.sub(r"<[^>]*>", " ", main).lower()


def test_coordinators_learn_no_reason_either(world: World, slot: Slot) -> None:
    cora = person("Cora Ordination")
    factories.member(cora, world.congress, ["coordinator"])
    says_no_thanks(world)
    declares_a_conflict(world)
    blocks(world)
    for path in (
        "/tidelines/organize/rounds",
        "/tidelines/mentors/approval",
        "/tidelines/queue/desk",
        "/tidelines/mentors/wishes",
    ):
        page = _words(browser_of(cora).get(path).content.decode())
        assert "ada meghadri" not in page
    for name in Stream.objects.values_list("name", flat=True):
        if registry.may_read(cora.pk, name):
            assert "no_thanks" not in json.dumps([event.data for event in log.read(name, 0)])

"""Nobody can find out who blocked or declined her: the canary over pages, frames, exports, letters and refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import privacy
from core.errors import Refusal
from networking.matchmaking import duties
from networking.matchmaking.models import Offer, Ticket
from networking.mentors.models import MentorProfile, Slot
from networking.wishes.models import Conflict
from realtime import frames, log, registry
from realtime.models import Stream
from tests import factories
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
HERE = {"conference": "tidelines"}
PAGES = (
    "/tidelines/", "/tidelines/mentors", "/tidelines/mentors/{mira}", "/tidelines/mentors/wishes", "/tidelines/mentors/when",
    "/tidelines/mentors/rounds", "/tidelines/mentors/tables", "/tidelines/mentors/welcome", "/tidelines/queue",
    "/tidelines/chats", "/tidelines/about-me",
)  # fmt: skip


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
    browser, mira = browser_of(who), world.member(world.mira).ref
    found = [browser.get(page.format(mira=mira)).content.decode() for page in PAGES]
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


def refusal_to(who: User, slot: Slot) -> tuple[str, int]:
    """What she is told when she tries all the same, and how many questions the database was asked."""
    with CaptureQueriesContext(connection) as asked, pytest.raises(Refusal) as refused:
        do(who, "chat.book", slot=slot.pk)
    return str(refused.value.as_dict()), len(asked)


@pytest.mark.parametrize("way", WAYS[:-1])
def test_whoever_is_kept_apart_sees_what_she_sees_of_a_mentor_without_times(
    world: World, slot: Slot, way: Callable[[World], None]
) -> None:
    way(world)
    apart = seen_by(world, world.ada)
    told, _asked = refusal_to(world.ada, slot)
    assert f"{way.__name__}" not in apart
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=False)
    do(world.mira, "preference.set", **HERE, ref=world.member(world.ada).ref, kind="")
    Conflict.objects.all().delete()
    has_no_times(world)
    assert apart == seen_by(world, world.ada)
    assert told == refusal_to(world.ada, slot)[0]
    assert "No time found with Mira Lindenquell." in told
    assert told.count("Other Mentor") == 3


def test_every_private_reason_costs_the_same_questions(world: World, slot: Slot) -> None:
    costs = set()
    for n, way in enumerate(WAYS[:-1]):
        way(world)
        stage.slots(MentorProfile.objects.get(membership__person=world.mira), MORNING + timedelta(hours=8 + n))
        costs.add(refusal_to(world.ada, slot)[1])
    full = MentorProfile.objects.filter(membership__person=world.mira)
    full.update(capacity=1)
    do(world.bob, "chat.book", slot=Slot.objects.filter(mentor__membership__person=world.mira).latest("start").pk)
    costs.add(refusal_to(world.ada, slot)[1])
    assert len(costs) == 1, "a full mentor, a block, a no-thank-you and a conflict take the same way"


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

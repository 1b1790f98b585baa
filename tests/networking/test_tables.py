"""Mentor tables for three to five, and hosts for who is new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from accounts.models import User
from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.unit import unit_of_work
from messaging.models import Thread
from networking.chats.models import EngagementCell
from networking.mentors.models import MentorProfile
from networking.tables import duties, seating
from networking.tables.models import Seat, Table
from networking.welcome import choosing
from networking.welcome import duties as welcoming
from networking.welcome.choosing import Person
from networking.welcome.models import Welcome
from realtime import frames, log, registry
from tests import factories
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.stage import Clock

pytestmark = pytest.mark.django_db
OFFER = {"conference": "tidelines", "title": "First grants", "day": "2026-11-25", "time": "15:00"}  # 14:00 UTC
FREE = {"conference": "tidelines", "every": "day", "day": "2026-11-24", "start": "08:00", "end": "22:00"}


def crowd(world: World, count: int, **fields: Any) -> list[User]:
    found = [person(f"Guest {n}", **fields) for n in range(count)]
    for one in found:
        factories.member(one, world.congress)
    return found


@pytest.fixture
def table(world: World, mira: MentorProfile) -> Table:
    return Table.objects.get(pk=do(world.mira, "table.offer", **OFFER)["table"])


def test_five_find_a_seat_and_the_sixth_none(world: World, table: Table) -> None:
    guests = crowd(world, 6)
    for one in guests[:5]:
        do(one, "table.join", table=table.pk)
    with pytest.raises(Conflict) as refused:
        do(guests[5], "table.join", table=table.pk)
    assert refused.value.code == "table.no_seat"
    assert Seat.objects.count() == 5
    assert EngagementCell.objects.filter(holder=f"table:{table.pk}").count() == 6 * 8
    do(guests[0], "table.leave", table=table.pk)
    do(guests[5], "table.join", table=table.pk)


def test_nobody_sits_at_a_table_and_in_a_chat_at_once(world: World, table: Table) -> None:
    alice = stage.mentor(world.alice, world.congress)
    slot = stage.slots(alice, table.start + timedelta(minutes=10))[0]
    do(world.ada, "table.join", table=table.pk)
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.book", slot=slot.pk)
    assert refused.value.code == "chat.you_are_busy"
    do(world.bob, "chat.book", slot=slot.pk)
    with pytest.raises(Conflict):
        do(world.bob, "table.join", table=table.pk)
    with pytest.raises(Conflict):
        do(world.mira, "table.offer", **{**OFFER, "time": "15:30"})


def test_full_kept_apart_and_busy_read_the_same(world: World, table: Table) -> None:
    do(world.mira, "preference.set", conference="tidelines", ref=world.member(world.ada).ref, kind="no_thanks")
    do(world.mira, "block.set", membership=world.member(world.bob).pk, on=True)
    said = set()
    Table.objects.filter(pk=table.pk).update(seats=3)
    for one in crowd(world, 3):
        do(one, "table.join", table=table.pk)
    for who in (world.ada, world.bob, world.alice):
        with pytest.raises(Conflict) as refused:
            do(who, "table.join", table=table.pk)
        said.add(str(refused.value.as_dict()))
    assert len(said) == 1


def test_who_sits_there_reads_and_writes_and_nobody_else(world: World, table: Table) -> None:
    do(world.ada, "table.join", table=table.pk)
    thread = Thread.objects.get(kind="table", key=str(table.pk)).pk
    do(world.ada, "message.post", thread=thread, text="Hello, TABLEWORD")
    path = f"/tidelines/mentors/tables/{table.pk}"
    for who in (world.ada, world.mira):
        assert "TABLEWORD" in browser_of(who).get(path).content.decode()
        assert registry.may_read(who.pk, f"table:{table.pk}")
    for who in (world.bob, world.olga, world.mo):
        page = browser_of(who).get(path).content.decode()
        assert "TABLEWORD" not in page
        assert "Ada" not in page
        assert not registry.may_read(who.pk, f"table:{table.pk}")
        with pytest.raises((Forbidden, NotFound)):
            do(who, "message.post", thread=thread, text="May I?")
    assert browser_of(world.charlie).get(path).status_code == 404
    assert not registry.may_read(world.charlie.pk, f"table:{table.pk}")


def test_tables_are_filled_with_those_still_without_a_conversation(world: World, table: Table) -> None:
    number = do(
        world.olga,
        "round.create",
        conference="tidelines",
        title="First round",
        first_day="2026-11-24",
        last_day="2026-11-26",
    )["round"]
    do(world.olga, "round.collect", round=number)
    guests = crowd(world, 4)
    for one in guests:
        do(one, "availability.add", **FREE)
        do(one, "round.join", round=number)
    slot = stage.slots(MentorProfile.objects.get(), table.start + timedelta(hours=2))[0]
    do(guests[3], "chat.book", slot=slot.pk)
    assert do(world.olga, "tables.fill", conference="tidelines")["seated"] == 3
    assert {seat.membership.person for seat in Seat.objects.all()} == set(guests[:3])
    assert Notice.objects.filter(kind="table.given").count() == 3
    assert do(world.olga, "tables.fill", conference="tidelines")["seated"] == 0
    with pytest.raises(Forbidden):
        do(world.mira, "tables.fill", conference="tidelines")


def test_a_cancelled_table_frees_everybody_and_tells_them(world: World, table: Table) -> None:
    do(world.ada, "table.join", table=table.pk)
    for who in (world.bob, world.charlie):
        with pytest.raises(NotFound):
            do(who, "table.cancel", table=table.pk)
    do(world.mira, "table.cancel", table=table.pk)
    assert not EngagementCell.objects.exists()
    assert Notice.objects.get(kind="table.cancelled").person == world.ada


def test_a_table_ends_by_itself_and_its_time_is_free(world: World, table: Table, hands: Clock) -> None:
    hands.at = table.end
    assert duties.sweep() == 1
    assert duties.sweep() == 0
    assert not EngagementCell.objects.exists()


def test_a_table_that_has_begun_offers_no_seat_and_takes_none_back(world: World, table: Table, hands: Clock) -> None:
    do(world.ada, "table.join", table=table.pk)
    hands.at = table.start
    for path in ("/tidelines/mentors/tables", f"/tidelines/mentors/tables/{table.pk}"):
        page = browser_of(world.bob).get(path).content.decode()
        assert ("Under way" in page, "table.join" in page) == (True, False)
    assert "table.leave" not in browser_of(world.ada).get(f"/tidelines/mentors/tables/{table.pk}").content.decode()


@pytest.mark.parametrize(
    "bad", [{"time": "15:03"}, {"day": "2026-11-20"}, {"seats": 2}, {"seats": 10_000}, {"title": ""}]
)
def test_a_table_that_cannot_be_is_refused(world: World, mira: MentorProfile, bad: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        do(world.mira, "table.offer", **{**OFFER, **bad})
    assert not Table.objects.exists()


def test_seats_left_live_are_what_a_reload_shows(world: World, table: Table) -> None:
    do(world.ada, "table.join", table=table.pk)
    told = [frames.of_event(event) for event in log.read(f"conference:{world.congress.pk}", 0)]
    live = [frame for frame in told if frame["type"] == "table.changed"][-1]["html"][0]["html"]
    page = browser_of(world.bob).get("/tidelines/mentors/tables").content.decode()
    assert "".join(live.split()) in "".join(page.split())
    assert "4 seats left" in page


def test_an_erased_person_leaves_her_seat_and_her_table(world: World, table: Table) -> None:
    do(world.ada, "table.join", table=table.pk)
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert not Seat.objects.exists()
    with unit_of_work():
        privacy.erase_person(world.mira.pk)
    assert not Table.objects.exists()
    assert not EngagementCell.objects.exists()


@given(some.integers(0, 12), some.integers(1, 4), some.integers(0, 10_000))
@settings(max_examples=80, deadline=None)
def test_no_table_is_overfull_or_sits_with_one_or_two(mentees: int, tables: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    free = random.integers(0, 6, tables)
    taken = np.where(free < 5, random.integers(0, 5, tables), 0)
    may = random.random((mentees, tables)) < 0.7
    tiers = random.integers(0, 3, mentees)
    found = seating.seat(random.integers(0, 1001, (mentees, tables)), may, free, taken, tiers)
    sizes = np.bincount(list(found.values()), minlength=tables)
    assert all(may[i, t] for i, t in found.items())
    assert (sizes <= free).all()
    assert all(not size or size + taken[t] >= seating.LEAST for t, size in enumerate(sizes))


# -- welcome hosts


def test_a_first_timer_gets_an_ambassador_and_both_hear_of_it(world: World) -> None:
    do(world.bob, "mentee.describe", conference="tidelines", first_time=True)
    assert welcoming.assign() == 1
    assert welcoming.assign() == 0
    row = Welcome.objects.get()
    assert (row.newcomer.person, row.host.person) == (world.bob, world.ada)
    assert {n.person for n in Notice.objects.filter(kind="welcome.host")} == {world.bob, world.ada}
    assert "Your welcome host" in browser_of(world.bob).get("/tidelines/").content.decode()
    assert "Bob Fennimarsh" in browser_of(world.ada).get("/tidelines/mentors/welcome").content.decode()


def test_newcomer_and_host_talk_and_nobody_else_finds_it(world: World) -> None:
    do(world.bob, "mentee.describe", conference="tidelines", first_time=True)
    welcoming.assign()
    row = Welcome.objects.get()
    path, thread = f"/tidelines/mentors/welcome/{row.pk}", Thread.objects.get(kind="welcome").pk
    do(world.ada, "message.post", thread=thread, text="Hello Bob HOSTWORD")
    assert "HOSTWORD" in browser_of(world.bob).get(path).content.decode()
    for who in (world.mira, world.olga, world.mo, world.charlie):
        assert browser_of(who).get(path).status_code == 404
        assert not registry.may_read(who.pk, row.stream)
    do(world.bob, "block.set", membership=world.member(world.ada).pk, on=True)
    with pytest.raises((Forbidden, NotFound)):
        do(world.ada, "message.post", thread=thread, text="Are you there?")


def test_who_hosts_nobody_or_is_kept_apart_gets_no_newcomer(world: World) -> None:
    do(world.ada, "welcome.host", conference="tidelines", on=False)
    do(world.bob, "mentee.describe", conference="tidelines", first_time=True)
    assert welcoming.assign() == 0
    do(world.ada, "welcome.host", conference="tidelines", on=True)
    do(world.bob, "preference.set", conference="tidelines", ref=world.member(world.ada).ref, kind="no_thanks")
    assert welcoming.assign() == 0
    do(world.bob, "preference.set", conference="tidelines", ref=world.member(world.ada).ref, kind="")
    assert welcoming.assign() == 1


def test_whose_host_goes_gets_another(world: World) -> None:
    do(world.bob, "mentee.describe", conference="tidelines", first_time=True)
    welcoming.assign()
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    second = person("Second Ambassador")
    factories.member(second, world.congress, ["ambassador"])
    assert welcoming.assign() == 1
    assert Welcome.objects.get().host.person == second


def test_a_host_speaks_ones_language_then_has_few_then_is_near() -> None:
    def one(number: int, languages: str, offset: float) -> Person:
        return Person(number, number, f"r{number}", frozenset(languages.split()), offset)

    new = one(1, "en", 5.5)
    hosts = [one(2, "de", 5.5), one(3, "en", -8), one(4, "en", 1), one(5, "en", 8)]
    assert choosing.host_for(new, hosts, {}, set()) == hosts[3]
    assert choosing.host_for(new, hosts, {5: 1}, set()) == hosts[2]
    assert choosing.host_for(new, hosts, {5: 1}, {4}) == hosts[1]
    assert choosing.host_for(new, hosts[:1], {2: choosing.MOST}, set()) is None
    assert choosing.host_for(new, [new], {}, set()) is None

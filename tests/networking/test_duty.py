"""On duty: signs of life, times declared beforehand, ambassadors for peers, and the truth about waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.unit import unit_of_work
from networking.matchmaking import duties, telling
from networking.matchmaking.models import Duty, DutyWindow, Offer, Ticket
from networking.mentors.models import MentorProfile, Topic
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.queueing import offered, serve, states, wait
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
WINDOW = {"conference": "tidelines", "day": "2026-11-24", "start": "11:00", "end": "13:00"}  # Berlin: from 10:00 UTC


def here(who: User) -> None:
    do(who, "duty.here", conference="tidelines")


def test_whoever_is_cut_off_goes_off_duty_and_the_offer_is_withdrawn(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    offer = offered(world)
    here(world.mira)
    hands.move(seconds=44)
    assert duties.sweep() == 0
    hands.move(seconds=1)
    assert duties.sweep() == 1
    assert duties.sweep() == 0
    assert states(offer, offer.ticket, offer.duty) == ["withdrawn", "waiting", "off"]


def test_signs_of_life_keep_a_mentor_on_duty(world: World, mira: MentorProfile, hands: Clock) -> None:
    duty = serve(world.mira)
    for _ in range(4):
        here(world.mira)
        hands.move(seconds=30)
        duties.sweep()
    assert states(duty) == ["available"]


def test_without_scripts_nobody_is_looked_for(world: World, mira: MentorProfile, hands: Clock) -> None:
    duty = serve(world.mira)
    hands.move(hours=1)
    duties.sweep()
    assert states(duty) == ["available"]


def test_within_her_declared_time_she_is_paused_rung_for_and_goes_on(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    do(world.mira, "duty.declare", **WINDOW)
    offer = offered(world)
    here(world.mira)
    hands.move(seconds=45)
    duties.sweep()
    assert states(offer, offer.ticket, offer.duty) == ["withdrawn", "waiting", "paused"]
    for _ in range(30):
        hands.move(seconds=5)
        duties.sweep()
    rings = Notice.objects.filter(person=world.mira, kind="queue.lost")
    assert rings.count() == 4  # at once and every 40 s for two minutes
    here(world.mira)
    assert states(offer.duty) == ["offered"], "withdrawn is no refusal: she may be offered the same again"


def test_a_lost_mentor_stays_paused_until_her_time_is_over(world: World, mira: MentorProfile, hands: Clock) -> None:
    do(world.mira, "duty.declare", **WINDOW)
    duty = serve(world.mira)
    here(world.mira)
    hands.move(minutes=5)
    duties.sweep()
    hands.move(hours=1)
    duties.sweep()
    assert states(duty) == ["paused"]
    hands.move(hours=1)
    duties.sweep()
    assert states(duty) == ["off"]


def test_a_mentor_is_called_once_when_her_time_begins_and_she_is_not_there(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    do(world.mira, "duty.declare", **{**WINDOW, "start": "12:00"})
    duties.sweep()
    assert not Notice.objects.filter(kind="queue.duty").exists()
    hands.move(hours=1)
    duties.sweep()
    duties.sweep()
    assert Notice.objects.filter(person=world.mira, kind="queue.duty").count() == 1


@pytest.mark.parametrize("bad", [{"end": "10:00"}, {"day": "2026-11-23"}, {"start": "00:00", "end": "23:00"}])
def test_a_time_on_duty_that_cannot_be_is_refused(world: World, mira: MentorProfile, bad: dict) -> None:
    with pytest.raises(Invalid):
        do(world.mira, "duty.declare", **{**WINDOW, **bad})
    assert not DutyWindow.objects.exists()


def test_times_on_duty_are_ones_own(world: World, mira: MentorProfile) -> None:
    window = do(world.mira, "duty.declare", **WINDOW)["window"]
    with pytest.raises(Conflict):
        do(world.mira, "duty.declare", **{**WINDOW, "start": "12:30"})
    for who in (world.ada, world.olga, world.charlie):
        with pytest.raises(NotFound):
            do(who, "duty.drop", window=window)
    do(world.mira, "duty.drop", window=window)
    assert not DutyWindow.objects.exists()


def test_nobody_fitting_is_told_within_a_tick_and_so_is_that_somebody_came(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    jobs = Topic.objects.get(name="Job talks")
    ticket = wait(world.ada, jobs)
    alice = stage.mentor(world.alice, world.congress, "Job talks")
    serve(world.alice)
    do(world.alice, "offer.decline", offer=Offer.objects.get().pk)
    duties.pair()
    Duty.objects.filter(mentor=alice).update(state="off")
    told = LoggedEvent.objects.filter(stream__name=f"user:{world.ada.pk}", type="ticket.changed")
    before = told.count()
    duties.pair()
    assert told.count() == before + 1
    last = told.order_by("seq").last()
    assert last is not None
    assert last.data["fitting"] == 0
    duties.pair()
    assert told.count() == before + 1, "the same is not told twice"
    page = browser_of(world.ada).get("/tidelines/queue").content.decode()
    assert "Nobody on duty fits your topics right now." in page
    assert ticket.pk


def test_an_ambassador_is_offered_to_whom_no_mentor_fits_and_who_asked(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    do(world.ada, "peers.serve", conference="tidelines", on=True)
    ticket = wait(world.bob)
    assert states(ticket) == ["waiting"], "nobody is given a peer unasked"
    page = browser_of(world.bob).get("/tidelines/queue").content.decode()
    assert "1 ambassador is here for a chat among peers." in page
    joined = ticket.joined_at
    hands.move(seconds=10)
    do(world.bob, "ticket.peers", ticket=ticket.pk, on=True)
    offer = Offer.objects.get()
    assert (offer.duty.mentor.membership.person, states(ticket)) == (world.ada, ["offered"])
    ticket.refresh_from_db()
    assert ticket.joined_at == joined
    do(world.ada, "offer.accept", offer=offer.pk)
    assert do(world.bob, "offer.accept", offer=offer.pk)["chat"]


def test_ambassadors_for_peers_are_in_no_list_of_mentors_and_no_way_round_approval(
    world: World, mira: MentorProfile
) -> None:
    do(world.ada, "peers.serve", conference="tidelines", on=True)
    assert "Ada" not in browser_of(world.bob).get("/tidelines/mentors").content.decode().replace("Ada Lovelace", "")
    answer = do(world.ada, "mentor.offer", conference="tidelines", headline="Now as a mentor")
    assert answer["approved"] is False
    with pytest.raises(Forbidden):
        do(world.bob, "peers.serve", conference="tidelines", on=True)


def test_waits_are_told_by_class(world: World, mira: MentorProfile) -> None:
    dormancy, jobs = Topic.objects.get(name="Dormancy"), Topic.objects.get(name="Job talks")
    past = MORNING - timedelta(hours=1)
    for topic, minutes in ((dormancy, 2), (dormancy, 3), (dormancy, 4), (jobs, 30), (jobs, 40), (jobs, 50)):
        row = Ticket.objects.create(
            conference=world.congress, mentee=world.member(world.alice), state="done", joined_at=past,
            matched_at=past + timedelta(minutes=minutes),
        )  # fmt: skip
        row.topics.set([topic])
    assert telling.ticket_data(wait(world.ada, dormancy)).wait == [2, 4]
    assert telling.ticket_data(wait(world.bob, jobs)).wait == [30, 50]


def test_the_duty_desk_tells_needs_in_numbers_and_never_who_waits(
    world: World, mira: MentorProfile, hands: Clock
) -> None:
    do(world.mira, "duty.declare", **WINDOW)
    wait(world.bob, Topic.objects.get(name="Job talks"), question="A secret hope")
    hands.move(minutes=7)
    page = browser_of(world.ada).get("/tidelines/queue/desk").content.decode()
    assert "Job talks" in page
    assert "7 min" in page
    assert "Mira Lindenquell" in page
    assert "Bob" not in page
    assert "secret" not in page
    for who, status in ((world.bob, 403), (world.mira, 403), (world.olga, 200), (world.charlie, 404)):
        assert browser_of(who).get("/tidelines/queue/desk").status_code == status


def test_an_offer_rings_both_sides_once_and_only_as_long_as_it_stands(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    notices = Notice.objects.filter(kind="queue.offer")
    assert {n.person_id for n in notices} == {world.ada.pk, world.mira.pk}
    assert {(n.urgent, n.until) for n in notices} == {(True, offer.expires_at)}


def test_an_erased_mentors_times_on_duty_go(world: World, mira: MentorProfile) -> None:
    do(world.mira, "duty.declare", **WINDOW)
    with unit_of_work():
        privacy.erase_person(world.mira.pk)
    assert not DutyWindow.objects.exists()

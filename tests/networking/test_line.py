"""Waiting in the live queue: places, who sees what, and how one leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import privacy
from core.errors import Invalid
from core.unit import unit_of_work
from networking.matchmaking import duties
from networking.matchmaking.models import Offer, Ticket
from networking.mentors.models import MentorProfile, Topic
from realtime import registry
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.queueing import offered, serve, states, wait
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db


def test_a_ticket_takes_no_topics_of_elsewhere(world: World) -> None:
    foreign = stage.topics(world.neighbour, "Tides")[0]
    with pytest.raises(Invalid) as refused:
        do(world.ada, "ticket.open", conference="tidelines", topics=[foreign.pk])
    assert refused.value.field == "topics"
    assert not Ticket.objects.exists()


def test_the_queue_tells_place_and_usual_wait(world: World, mira: MentorProfile, hands: Clock) -> None:
    for minutes in (4, 8, 12):
        past = MORNING - timedelta(hours=1)
        Ticket.objects.create(
            conference=world.congress, mentee=world.member(world.alice), state="done",
            joined_at=past, matched_at=past + timedelta(minutes=minutes),
        )  # fmt: skip
    wait(world.bob)
    hands.move(seconds=1)
    wait(world.ada)
    page = browser_of(world.ada).get("/tidelines/queue").content.decode()
    assert "<b>2</b>" in page
    assert "4 to 12 min" in page


def test_places_are_told_when_they_change(world: World, hands: Clock) -> None:
    first = wait(world.bob)
    hands.move(seconds=1)
    wait(world.ada)
    assert duties.places() == 2
    assert duties.places() == 0
    do(world.bob, "ticket.leave", ticket=first.pk)
    assert duties.places() == 1
    told = LoggedEvent.objects.filter(stream__name=f"user:{world.ada.pk}").last()
    assert told is not None
    assert told.data["place"] == 1


def test_who_waits_is_told_to_nobody_else(world: World, mira: MentorProfile) -> None:
    stage.mentor(world.alice, world.congress, "Job talks")
    wait(world.ada, Topic.objects.get(name="Grant writing"), question="A secret hope")
    serve(world.mira)
    serve(world.alice)
    for row in LoggedEvent.objects.exclude(stream__name=f"user:{world.ada.pk}"):
        assert "Ada" not in str(row.data)
        assert "secret" not in str(row.data)
    for page in ("/tidelines/queue", "/tidelines/queue/duty"):
        assert "Ada" not in browser_of(world.mira).get(page).content.decode()


def test_members_follow_the_queue_and_strangers_do_not(world: World) -> None:
    assert registry.may_read(world.bob.pk, f"queue:{world.congress.pk}")
    for key in (f"queue:{world.congress.pk}", "queue:x", "queue:999999", "queue:"):
        assert not registry.may_read(world.charlie.pk, key)


def test_nobody_waits_for_ever(world: World, hands: Clock) -> None:
    ticket = wait(world.ada)
    hands.move(hours=2)
    assert duties.sweep() == 1
    assert states(ticket) == ["expired"]
    assert wait(world.ada) != ticket


def test_the_queue_works_without_script(world: World, mira: MentorProfile) -> None:
    ada, mentor = browser_of(world.ada), browser_of(world.mira)
    assert "Join the line" in ada.get("/tidelines/queue").content.decode()
    assert mentor.post("/c/duty.set?conference=tidelines&on=true", {"next": "/tidelines/queue/duty"}).status_code == 303
    sent = {"conference": "tidelines", "question": "How?", "next": "/tidelines/queue"}
    assert ada.post("/c/ticket.open", sent)["Location"] == "/tidelines/queue"
    offer = Offer.objects.get()
    accept = f"/c/offer.accept?offer={offer.pk}"
    assert accept.replace("&", "&amp;") in ada.get("/tidelines/queue").content.decode()
    page = mentor.get("/tidelines/queue/duty").content.decode()
    assert "Ada Meghadri" in page
    assert "How?" in page
    assert mentor.post(accept, {"next": "/tidelines/queue/duty"})["Location"] == "/tidelines/queue/duty"
    chat_url = ada.post(accept, {"next": "/tidelines/queue"})["Location"]
    assert chat_url in mentor.get("/tidelines/queue/duty").content.decode()
    assert ada.get(chat_url).status_code == mentor.get(chat_url).status_code == 200


def test_an_erased_person_leaves_the_queue(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert states(offer.duty) == ["available"]
    assert not Ticket.objects.exists()
    assert "Ada" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))


def test_an_erased_mentor_gives_the_place_back(world: World, mira: MentorProfile) -> None:
    offer = offered(world)
    ticket = offer.ticket
    with unit_of_work():
        privacy.erase_person(world.mira.pk)
    assert states(ticket) == ["waiting"]
    assert not Offer.objects.exists()
    assert "Mira" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))

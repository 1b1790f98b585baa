"""Presets, shifts with their rights, and nobody waits for nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.notices.models import Notice
from conference.questions.models import Question
from conference.rooms.models import Room
from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from moderation.duty import actions, duties, queries
from moderation.duty.models import Watch
from realtime import log
from realtime.asking import RIGHTS_CHANGED
from realtime.models import LoggedEvent
from realtime.registry import may_read
from tests.conference.reloading import apply, nodes
from tests.factories import World, at_once, browser_of, do, room_of, run_jobs

pytestmark = pytest.mark.django_db
HERE = {"conference": "tidelines"}


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def hands() -> Iterator[Hands]:
    moved = Hands()
    before = clock.use(moved)
    yield moved
    clock.use(before)


@pytest.fixture
def room(hands: Hands, world: World) -> Room:
    room = room_of(world.congress)
    do(world.mo, "room.change", room=room.pk, opening="schedule", questions_wait=True)
    return room


def ask(world: World, room: Room, how: str = "named") -> int:
    return int(do(world.bob, "question.ask", room=room.pk, text="Which one?", how=how)["question"])


def plan(world: World, hands: Hands, *, hours: int = 2, later: int = 0, who: str = "mo") -> int:
    starts = (hands.at + timedelta(hours=later)).isoformat()
    ref = world.member(getattr(world, who)).ref
    return int(do(world.olga, "shift.plan", **HERE, ref=ref, starts=starts, hours=hours)["shift"])


def told(world: World) -> list[str]:
    events = LoggedEvent.objects.filter(stream__name=f"user:{world.olga.pk}", type__startswith="queue.")
    return list(events.order_by("seq").values_list("type", flat=True))


def rings() -> int:
    return Notice.objects.filter(key__startswith="rung:").count()


# ---- presets -------------------------------------------------------------------------------------------------------


def test_a_congress_starts_as_a_small_one_without_rota_claims_and_second_persons(world: World) -> None:
    care = queries.care(world.congress.pk)
    assert (care.preset, care.rota, care.handover, care.claims, care.two_persons) == (
        "small",
        False,
        False,
        False,
        False,
    )
    page = browser_of(world.mo).get(f"/tidelines/desk/member/{world.member(world.bob).ref}").content.decode()
    assert "1 week" not in page


def test_applying_a_preset_shows_what_follows_and_can_be_undone(world: World) -> None:
    do(world.olga, "care.preset", **HERE, preset="large")
    page = browser_of(world.olga).get("/tidelines/organize/moderation").content.decode()
    assert "Moderators have their rights during their shifts only" in page
    assert queries.care(world.congress.pk).two_persons
    do(world.olga, "care.undo", **HERE)
    assert queries.care(world.congress.pk).preset == "small"
    assert not queries.care(world.congress.pk).rota
    with pytest.raises(Conflict):
        do(world.olga, "care.undo", **HERE)


def test_only_organizers_choose_how_a_congress_is_looked_after(world: World) -> None:
    for stranger in (world.mo, world.bob):
        with pytest.raises(Forbidden):
            do(stranger, "care.preset", **HERE, preset="large")
    with pytest.raises(NotFound):
        do(world.charlie, "care.preset", **HERE, preset="large")
    assert browser_of(world.mo).get("/tidelines/organize/moderation").status_code == 403
    assert browser_of(world.charlie).get("/tidelines/organize/moderation").status_code == 404


def test_a_patients_session_is_anonymous_first_and_read_before_and_goes_back(world: World) -> None:
    room = room_of(world.congress)
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_seconds=10)
    do(world.mo, "room.preset", room=room.pk, preset="patients")
    room.refresh_from_db()
    assert (room.anonymous_first, room.chat_waits, room.questions_wait, room.quiet) == (True, True, True, True)
    page = browser_of(world.bob).get(f"/tidelines/room/{room.session.code}?tab=questions").content.decode()
    assert re.search(r'value="anonymous" required checked', page)
    assert "data-presence" not in page
    do(world.mo, "room.preset", room=room.pk, preset="")
    room.refresh_from_db()
    assert (room.anonymous_first, room.chat_waits, room.questions_wait, room.quiet) == (False, False, False, False)
    assert room.chat_seconds == 10


# ---- shifts --------------------------------------------------------------------------------------------------------


def test_with_a_rota_rights_exist_while_on_shift_only(world: World, room: Room, hands: Hands) -> None:
    do(world.olga, "care.preset", **HERE, preset="large")
    question = ask(world, room)
    with pytest.raises(NotFound):  # to an attendee it is not there
        do(world.mo, "question.decide", question=question, state="visible")
    assert not may_read(world.mo.pk, room.desk)
    plan(world, hands)
    assert may_read(world.mo.pk, room.desk)
    do(world.mo, "question.decide", question=question, state="visible")
    hands.on(hours=2)
    with pytest.raises(Forbidden):
        do(world.mo, "question.pin", question=question, on=True)
    assert not may_read(world.mo.pk, room.desk)
    do(world.olga, "question.pin", question=question, on=True)  # organizers are never off duty


def test_off_duty_one_is_an_attendee_still_and_the_desk_says_why(world: World, room: Room) -> None:
    do(world.olga, "care.preset", **HERE, preset="large")
    do(world.mo, "question.ask", room=room.pk, text="As a listener", how="named")
    page = browser_of(world.mo).get("/tidelines/desk")
    assert page.status_code == 403
    assert "not on duty" in page.content.decode()


def test_open_pages_hear_of_the_end_of_a_shift_within_two_seconds(world: World, room: Room, hands: Hands) -> None:
    """The duty comes round each second; sockets ask again what they may read when the event is there."""
    do(world.olga, "care.preset", **HERE, preset="large")
    plan(world, hands)
    duties.turn()
    heard = LoggedEvent.objects.filter(stream__name=f"user:{world.mo.pk}", type=RIGHTS_CHANGED)
    before = heard.count()
    hands.on(hours=1, minutes=59)
    assert duties.turn() == 0
    hands.on(minutes=1)
    assert duties.turn() == 1
    assert duties.turn() == 0
    assert heard.count() == before + 1
    assert duties.turn.__module__ == "moderation.duty.duties"
    from core.duties import all_duties

    assert next(d for d in all_duties() if d.name == "shifts.turn").seconds == 1


def test_a_shift_does_not_overlap_another_of_the_same_person(world: World, room: Room, hands: Hands) -> None:
    plan(world, hands, later=1)
    with pytest.raises(Conflict):
        plan(world, hands, later=2)
    plan(world, hands, later=3)
    with pytest.raises(Invalid):
        plan(world, hands, later=9, who="bob")


def test_a_note_is_handed_over_to_who_comes_next(world: World, room: Room, hands: Hands) -> None:
    do(world.olga, "care.preset", **HERE, preset="large")
    shift = plan(world, hands)
    with pytest.raises(NotFound):
        do(world.bob, "shift.hand_over", shift=shift, note="Not mine")
    do(world.mo, "shift.hand_over", shift=shift, note="Watch <hall 2> & the slides")
    page = browser_of(world.olga).get("/tidelines/desk").content.decode()
    assert "Watch &lt;hall 2&gt; &amp; the slides" in page
    hands.on(hours=5)
    with pytest.raises(Conflict):
        do(world.mo, "shift.hand_over", shift=shift, note="Too late")


def test_the_rota_shows_hours_without_anybody(world: World, room: Room, hands: Hands) -> None:
    do(world.olga, "care.preset", **HERE, preset="large")
    plan(world, hands, later=1)
    shifts = list(queries.rota(world.congress.pk))
    gaps = queries.gaps(shifts, hands.at, hands.at + timedelta(hours=4))
    assert gaps == [(hands.at, shifts[0].starts_at), (shifts[0].ends_at, hands.at + timedelta(hours=4))]
    assert "Nobody on duty" in browser_of(world.olga).get("/tidelines/organize/moderation").content.decode()


# ---- nobody waits for nobody ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["named", "anonymous"])
def test_after_three_minutes_organizers_are_rung_and_the_asker_is_told_exactly_once(
    world: World, room: Room, hands: Hands, how: str, mailoutbox: list[Any]
) -> None:
    ask(world, room, how)
    hands.on(minutes=2, seconds=59)
    assert duties.ring() == 0
    hands.on(seconds=1)
    assert duties.ring() == 1
    run_jobs()
    for _again in range(3):
        hands.on(minutes=5)
        assert duties.ring() == 0
        run_jobs()
    assert told(world) == ["queue.rung"]
    assert rings() == 1
    asked = [m for m in mailoutbox if "waits a little longer" in m.subject]
    assert [m.to for m in asked] == [[world.bob.email]]
    page = browser_of(world.bob).get(f"/tidelines/room/{room.session.code}?tab=questions").content.decode()
    assert "The organizers were called." in page
    assert "The organizers were called." not in (
        browser_of(world.ada).get(f"/tidelines/room/{room.session.code}?tab=questions").content.decode()
    )


def test_two_workers_ring_once(world: World, room: Room, hands: Hands) -> None:
    ask(world, room)
    hands.on(minutes=4)
    actions.ring(hands.at)
    actions.ring(hands.at)
    assert told(world) == ["queue.rung"]


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_ring_once(world: World, room: Room, hands: Hands) -> None:
    ask(world, room)
    hands.on(minutes=4)
    at_once([world.mo, world.olga, world.ada, world.bob], lambda _who: actions.ring(hands.at))
    assert told(world) == ["queue.rung"]
    assert rings() == 1


def test_whoever_decides_keeps_the_queue_quiet_and_ends_its_ringing(world: World, room: Room, hands: Hands) -> None:
    first, second = ask(world, room), ask(world, room)
    hands.on(minutes=2)
    do(world.mo, "question.decide", question=first, state="visible")
    hands.on(minutes=2)
    assert duties.ring() == 0  # two minutes since somebody was there
    hands.on(minutes=2)
    assert duties.ring() == 1
    do(world.mo, "question.decide", question=second, state="visible")
    assert told(world)[-1] == "queue.attended"
    third = ask(world, room)
    hands.on(minutes=4)
    assert duties.ring() == 1
    assert Question.objects.get(pk=third).state == "pending"


def test_nothing_rings_outside_the_hours_of_the_chair(world: World, room: Room, hands: Hands) -> None:
    hands.on(hours=1, minutes=11)  # the session ended 31 minutes ago
    ask(world, room)
    hands.on(minutes=5)
    assert duties.ring() == 0


def test_held_messages_hands_and_reports_ring_too(world: World, room: Room, hands: Hands) -> None:
    from messaging.models import Thread

    thread = Thread.objects.get(kind="room", key=str(room.pk)).pk
    said = do(world.ada, "message.post", thread=thread, text="Hello")["message"]
    do(world.mo, "room.chat", room=room.pk, chat_for="all", chat_waits=True)
    do(world.bob, "message.post", thread=thread, text="I wait")
    do(world.bob, "report.send", kind="message", key=str(said), category="spam")
    hands.on(minutes=4)
    assert duties.ring() == 2
    places = set(Watch.objects.exclude(rung_at=None).values_list("place", flat=True))
    assert places == {"Cells that sleep", "Reports"}
    Watch.objects.all().delete()
    do(world.ada, "hand.raise", room=room.pk, on=True)
    hands.on(minutes=4)
    assert duties.ring() == 2


def test_the_ring_on_an_open_page_is_what_a_reload_shows(world: World, room: Room, hands: Hands) -> None:
    shown = re.compile(r"rung-\d+")
    stream = f"user:{world.olga.pk}"

    def page() -> dict[str, str]:
        return nodes(browser_of(world.olga).get("/tidelines/programme").content.decode(), shown)

    empty, at = page(), log.position(stream).head
    ask(world, room)
    hands.on(minutes=4)
    duties.ring()
    rung = page()
    assert len(rung) == 1
    assert {k: v for k, v in apply(empty, stream, at).items() if shown.fullmatch(k)} == rung
    at = log.position(stream).head
    do(world.olga, "queue.attend", **HERE, scope=room.scope)
    assert apply(rung, stream, at) == page() == {}


def test_chairs_see_on_their_now_page_that_they_are_on_duty(world: World, room: Room, hands: Hands) -> None:
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    assert "You chair now" in browser_of(world.ada).get("/tidelines/").content.decode()
    hands.on(hours=2)
    assert "You chair now" not in browser_of(world.ada).get("/tidelines/").content.decode()

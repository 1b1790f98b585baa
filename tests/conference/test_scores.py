"""The score board of quizzes: only who chose to stands on it, and it tells of nobody else's ballot."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from conference.polls.models import Player, ScoreBoard
from conference.polls.scores import actions, queries
from conference.rooms.models import Room
from core import clock, privacy
from core.errors import Conflict, Forbidden, NotFound
from core.models import Conference
from core.unit import unit_of_work
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, browser_of, do

NAME = "Ada Meghadri মেঘাদ্রি"

QUIZ = {"kind": "quiz", "text": "Which cells sleep?", "options": "Some\nAll", "right": 1, "reveal": "close"}


@pytest.fixture
def room(world: World) -> Room:
    made = stage.room(world.congress)
    do(world.mo, "poll.board", room=made.pk, on=True)
    return made


def opened(world: World, room: Room, **wording: Any) -> int:
    pk = int(do(world.mo, "poll.prepare", room=room.pk, **{**QUIZ, **wording})["poll"])
    do(world.mo, "poll.move", poll=pk, state="open")
    return pk


def play(who: User, room: Room, on: bool = True) -> None:
    do(who, "poll.play", room=room.pk, on=on)


def close(world: World, pk: int) -> None:
    do(world.mo, "poll.move", poll=pk, state="closed")


def told(room: Room) -> list[dict[str, Any]]:
    return [event.data for event in log.read(room.stream, 0) if event.type == "poll.scored"]


def board(room: Room) -> dict[str, int]:
    """Names and points as the room was last told."""
    return {row["player"]["name"]: row["points"] for row in told(room)[-1]["rows"]}


def page(who: User, room: Room, rest: str = "?tab=polls") -> str:
    return str(browser_of(who).get(f"/tidelines/room/{room.session.code}{rest}").content.decode())


def test_who_chose_to_is_on_the_board_with_her_right_answers_and_nobody_else_is(world: World, room: Room) -> None:
    play(world.ada, room)
    first, second = opened(world, room), opened(world, room, right=2)
    for who, choice in ((world.ada, 0), (world.bob, 0), (world.alice, 1)):
        do(who, "poll.vote", poll=first, choices=[choice])
    do(world.ada, "poll.vote", poll=second, choices=[0])
    assert board(room) == {NAME: 0}
    close(world, first)
    close(world, second)
    assert board(room) == {NAME: 1}
    assert told(room)[-1]["quizzes"] == 2
    assert "Bob" not in str(told(room))


def test_the_room_the_hall_and_the_thin_line_show_the_same_board(world: World, room: Room) -> None:
    play(world.ada, room)
    pk = opened(world, room)
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    close(world, pk)
    for who, rest in ((world.bob, "?tab=polls"), (world.bob, "/screen"), (world.bob, "/light")):
        assert "Score board" in page(who, room, rest)
        assert NAME in page(who, room, rest)
        assert "1 point" in page(who, room, rest)
    assert 'name="on" value="true" checked' in page(world.ada, room)
    assert 'name="on" value="true" checked' not in page(world.bob, room)


def test_a_closing_quiz_tells_the_board_in_one_event(world: World, room: Room) -> None:
    for who in (world.ada, world.bob):
        play(who, room)
    pk = opened(world, room)
    before = len(told(room))
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    close(world, pk)
    assert len(told(room)) == before + 1


def test_who_takes_her_tick_away_is_gone_at_once_and_from_every_earlier_event(world: World, room: Room) -> None:
    for who in (world.ada, world.bob):
        play(who, room)
    play(world.ada, room, on=False)
    assert set(board(room)) == {"Bob Fennimarsh"}
    assert "Ada" not in str(told(room))
    for rest in ("?tab=polls", "/screen", "/light"):
        assert NAME not in page(world.bob, room, rest)


@pytest.mark.parametrize("kind", ["timeout", "ban", "remove", "leave", "mute", "elsewhere"])
def test_who_goes_or_is_kept_out_is_off_the_board_at_once_and_out_of_every_earlier_event(
    world: World, room: Room, kind: str
) -> None:
    for who in (world.ada, world.bob):
        play(who, room)
    if kind == "leave":
        do(world.ada, "conference.leave", conference="tidelines")
    else:
        scope = {"remove": room.scope, "elsewhere": stage.room(world.congress).scope}.get(kind, "")
        about: dict[str, Any] = {"ref": world.member(world.ada).ref, "conference": world.congress.pk, "scope": scope}
        how = "remove" if scope else kind
        do(world.mo, "sanction.impose", **about, kind=how, minutes=60, reason="Enough")
    stays = kind in {"mute", "elsewhere"}
    assert (NAME in board(room)) == stays
    assert ("Ada" in str(told(room))) == stays
    assert "Bob Fennimarsh" in board(room)
    assert (NAME in page(world.bob, room, "/screen")) == stays


def test_a_pseudonym_stays_one(world: World, room: Room) -> None:
    hidden = factories.person("Paula Plainname")
    factories.member(hidden, world.congress, appears="pseudonym", pseudonym="Sea Urchin")
    play(hidden, room)
    assert set(board(room)) == {"Sea Urchin"}
    assert "Plainname" not in page(world.bob, room) + str(told(room))


def test_points_come_with_the_right_answer_and_go_with_it(world: World, room: Room) -> None:
    play(world.ada, room)
    pk = opened(world, room, reveal="hand")
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    close(world, pk)
    assert board(room) == {NAME: 0}
    do(world.mo, "poll.show", poll=pk, on=True)
    assert board(room) == {NAME: 1}
    do(world.mo, "poll.move", poll=pk, state="open")
    assert board(room) == {NAME: 0}
    assert not any(row["points"] for event in told(room) for row in event["rows"])


def test_quizzes_that_closed_before_count_for_who_comes_later(world: World, room: Room) -> None:
    pk = opened(world, room)
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    close(world, pk)
    play(world.ada, room)
    assert board(room) == {NAME: 1}


def test_equal_points_share_a_place(world: World, room: Room) -> None:
    pk = opened(world, room)
    for who in (world.ada, world.bob, world.alice):
        play(who, room)
        do(who, "poll.vote", poll=pk, choices=[int(who == world.bob)])
    close(world, pk)
    assert [row["place"] for row in told(room)[-1]["rows"]] == [1, 1, 3]


def test_only_who_runs_polls_switches_the_board(world: World, room: Room) -> None:
    with pytest.raises(Forbidden):
        do(world.bob, "poll.board", room=room.pk, on=False)
    with pytest.raises(NotFound):
        do(world.charlie, "poll.board", room=room.pk, on=False)
    with pytest.raises(NotFound):
        do(world.charlie, "poll.play", room=room.pk, on=True)


def test_a_board_that_is_taken_away_forgets_who_was_on_it(world: World, room: Room) -> None:
    play(world.ada, room)
    do(world.mo, "poll.board", room=room.pk, on=False)
    with pytest.raises(NotFound):
        play(world.bob, room)
    assert "Ada" not in str(told(room))
    do(world.mo, "poll.board", room=room.pk, on=True)
    assert board(room) == {}


def test_a_patients_session_has_no_board_and_ends_the_one_there_was(world: World, room: Room) -> None:
    play(world.ada, room)
    do(world.mo, "room.preset", room=room.pk, preset="patients")
    assert not ScoreBoard.objects.exists()
    assert "Ada" not in str(told(room))
    with pytest.raises(Conflict):
        do(world.mo, "poll.board", room=room.pk, on=True)


def test_a_guest_reads_the_board_and_does_not_stand_on_it(world: World, room: Room) -> None:
    do(world.olga, "room.guests", room=room.pk, on=True)
    guest = factories.guest_of(room).person
    assert "/c/poll.play" not in page(guest, room)
    with pytest.raises(NotFound):
        play(guest, room)


def test_who_may_not_write_may_not_come_onto_the_board_and_may_always_go(world: World, room: Room) -> None:
    play(world.bob, room)
    here: dict[str, Any] = {"ref": world.member(world.bob).ref, "conference": world.congress.pk, "scope": room.scope}
    do(world.mo, "sanction.impose", **here, kind="mute", reason="Too loud")
    play(world.bob, room, on=False)
    assert board(room) == {}
    with pytest.raises(Forbidden):
        play(world.bob, room)


def test_what_the_tick_shows_is_said_beside_it(world: World, room: Room) -> None:
    for rest in ("?tab=polls", "/light"):
        said = page(world.bob, room, rest)
        assert (
            "Your name and the number of your right answers then show in this room and on the screen in the hall"
            in said
        )
        assert "others can tell at each quiz whether you were right" in said


def test_a_players_ballot_adds_no_row_that_leads_to_her(world: World, room: Room) -> None:
    def dump() -> dict[str, list[dict[str, Any]]]:
        return {model._meta.label: list(model._default_manager.values()) for model in apps.get_models()}

    play(world.ada, room)
    pk = opened(world, room)
    before = dump()
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    new = [row for label, rows in dump().items() for row in rows if row not in before[label]]
    traces = ("voter_id", "person_id", "actor_id", "by_id", "membership_id", "author_id", "user_id")
    assert not any(row.get(trace) for row in new for trace in traces)
    assert world.member(world.ada).ref not in json.dumps(new, default=str)


def test_an_erased_person_is_off_the_board_and_out_of_what_was_told(world: World, room: Room) -> None:
    play(world.ada, room)
    assert privacy.export_person(world.ada.pk)["polls.Player"] == [
        {"board__room__session__title": room.session.title, "points": 0}
    ]
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert "Ada" not in str(told(room))
    assert not Player.objects.exists()


def test_boards_go_a_month_after_their_congress(world: World, room: Room) -> None:
    play(world.ada, room)
    now = clock.now()
    last = (now - timedelta(days=30)).date()
    Conference.objects.filter(pk=world.congress.pk).update(starts_on=last, ends_on=last)
    assert actions.forget(now) == 0
    assert actions.forget(now + timedelta(days=1)) == 1
    assert not Player.objects.exists()
    assert "Ada" not in str(told(room))


@pytest.mark.django_db(transaction=True)
def test_who_joins_while_the_quiz_closes_has_her_point(transactional_db: None) -> None:
    world = factories.make_world()
    made = stage.room(world.congress)
    do(world.mo, "poll.board", room=made.pk, on=True)
    pk = opened(world, made)
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    closing = threading.Thread(target=factories.at_once, args=([world.mo], lambda _mo: close(world, pk)))
    with unit_of_work():
        actions.play(factories.actor(world.ada, world.congress), queries.board_of(made.pk), True)
        closing.start()
        closing.join(timeout=1)  # it waits for us; without the lock it is over by now and did not see her
    closing.join()
    assert list(board(made).values()) == [1]
    assert Player.objects.get().points == 1

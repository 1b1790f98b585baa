"""The life of a poll, who learns its results when, and that a ballot counts once."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from accounts.models import User
from conference.polls import actions, queries
from conference.polls.forgetting import actions as forgetting
from conference.polls.models import Ballot, Poll
from conference.rooms.models import Room
from core import clock, ended, privacy
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Conference
from core.unit import unit_of_work
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, browser_of, do, room_of

WORDING = {"kind": "single", "text": "Mouse or fish?", "options": "Mouse\nFish"}


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


def prepared(world: World, room: Room, **wording: Any) -> int:
    return int(do(world.mo, "poll.prepare", room=room.pk, **{**WORDING, "reveal": "close", **wording})["poll"])


def opened(world: World, room: Room, **wording: Any) -> int:
    pk = prepared(world, room, **wording)
    do(world.mo, "poll.move", poll=pk, state="open")
    return pk


def told(stream: str) -> list[dict[str, Any]]:
    return [event.data for event in log.read(stream, 0) if event.type.startswith("poll.")]


def page(world: World, who: User, room: Room, rest: str = "?tab=polls") -> str:
    return str(factories.browser_of(who).get(f"/tidelines/room/{room.session.code}{rest}").content.decode())


def test_a_draft_is_seen_at_the_desk_only(world: World, room: Room) -> None:
    pk = prepared(world, room)
    assert told(room.stream) == []
    assert "Mouse or fish?" in page(world, world.mo, room, "/desk")
    assert "Mouse or fish?" not in page(world, world.bob, room)
    with pytest.raises(NotFound):
        do(world.bob, "poll.vote", poll=pk, choices=[0])


def test_only_who_runs_polls_prepares_and_opens_them(world: World, room: Room) -> None:
    pk = prepared(world, room)
    for who in (world.bob, world.ada, world.mira, world.charlie):  # nobody knows of it yet
        with pytest.raises(NotFound):
            do(who, "poll.move", poll=pk, state="open")
    do(world.olga, "poll.move", poll=pk, state="open")
    with pytest.raises(Forbidden):
        do(world.bob, "poll.move", poll=pk, state="closed")
    with pytest.raises(NotFound):
        do(world.charlie, "poll.move", poll=pk, state="closed")


def test_one_person_has_one_ballot_and_may_change_it(world: World, room: Room) -> None:
    pk = opened(world, room)
    do(world.bob, "poll.vote", poll=pk, choices=[0])
    do(world.bob, "poll.vote", poll=pk, choices=[1])
    assert [row.count for row in queries.count(queries.poll(pk)).rows] == [0, 1]


def test_nobody_votes_in_a_closed_poll(world: World, room: Room) -> None:
    pk = opened(world, room)
    do(world.mo, "poll.move", poll=pk, state="closed")
    with pytest.raises(Conflict):
        do(world.bob, "poll.vote", poll=pk, choices=[0])


def test_results_come_when_the_poll_closes_and_not_before(world: World, room: Room) -> None:
    pk = opened(world, room)
    do(world.bob, "poll.vote", poll=pk, choices=[0])
    actions.tell_results()
    assert [data["tally"] for data in told(room.stream)] == [None]
    assert "1 has voted" not in page(world, world.bob, room)
    assert "1 has voted" in page(world, world.mo, room, "/desk")
    do(world.mo, "poll.move", poll=pk, state="closed")
    assert told(room.stream)[-1]["tally"]["ballots"] == 1
    assert "1 has voted" in page(world, world.ada, room)


def test_results_hidden_again_are_gone_from_every_earlier_event(world: World, room: Room) -> None:
    pk = opened(world, room, reveal="live")
    do(world.bob, "poll.vote", poll=pk, choices=[0])
    actions.tell_results()
    assert any(data["tally"] and data["tally"]["ballots"] for data in told(room.stream))
    do(world.mo, "poll.show", poll=pk, on=False)
    assert not any(data.get("tally") for data in told(room.stream))


def test_after_ones_own_vote_one_sees_results_and_the_others_do_not(world: World, room: Room) -> None:
    pk = opened(world, room, reveal="voted")
    do(world.bob, "poll.vote", poll=pk, choices=[0])
    actions.tell_results()
    assert "1 has voted" in page(world, world.bob, room)
    assert "1 has voted" not in page(world, world.ada, room)
    assert all(data.get("tally") is None for data in told(room.stream))
    may_read = "/streams/poll:{}?after=0"
    assert factories.browser_of(world.bob).get(may_read.format(pk)).status_code == 200
    assert factories.browser_of(world.ada).get(may_read.format(pk)).status_code == 404


def test_the_right_answer_of_a_quiz_comes_when_it_closes(world: World, room: Room) -> None:
    pk = opened(world, room, kind="quiz", right=2, reveal="live")
    assert "Right answer" not in page(world, world.bob, room)
    assert all("right" not in data or data["right"] == "" for data in told(room.stream))
    do(world.mo, "poll.move", poll=pk, state="closed")
    assert "Right answer" in page(world, world.bob, room)


def test_a_written_answer_waits_until_it_is_let_in(world: World, room: Room) -> None:
    pk = opened(world, room, kind="text", options="", reveal="live")
    do(world.bob, "poll.vote", poll=pk, text="canaryword")
    actions.tell_results()
    assert "canaryword" not in page(world, world.ada, room) + str(told(room.stream))
    do(world.mo, "poll.screen", poll=pk, entry="canaryword", on=True)
    assert "canaryword" in page(world, world.ada, room)
    do(world.mo, "poll.screen", poll=pk, entry="canaryword", on=False)
    assert "canaryword" not in page(world, world.ada, room) + str(told(room.stream))


def test_running_results_are_told_once_a_second_at_most(world: World, room: Room) -> None:
    pk = opened(world, room, reveal="live")
    do(world.bob, "poll.vote", poll=pk, choices=[0])
    assert actions.tell_results() == 1
    do(world.ada, "poll.vote", poll=pk, choices=[0])
    assert actions.tell_results() == 0
    Poll.objects.update(told_at=None)
    assert actions.tell_results() == 1
    assert actions.tell_results() == 0


def test_a_draft_opens_by_itself_at_its_time_on_the_clock_of_the_congress(world: World, room: Room) -> None:
    late, due = (
        prepared(world, room, opens_at="2099-01-01T09:00"),
        prepared(world, room, opens_at="2020-01-01T09:00"),
    )
    assert actions.open_due() == 1
    assert [queries.poll(pk).state for pk in (late, due)] == ["draft", "open"]


def test_one_poll_at_a_time_is_on_the_screen(world: World, room: Room) -> None:
    first, second = opened(world, room, text="First?"), opened(world, room, text="Second?")
    assert [poll.pk for poll in Poll.objects.filter(pinned=True)] == [second]
    screen = page(world, world.bob, room, "/screen")
    assert "Second?" in screen
    assert "First?" not in screen
    do(world.mo, "poll.pin", poll=first, on=True)
    assert [poll.pk for poll in Poll.objects.filter(pinned=True)] == [first]


@pytest.mark.parametrize(
    ("wording", "field"),
    [
        ({"options": "Mouse"}, "options"),
        ({"options": "Mouse\nmouse"}, "options"),
        ({"options": "\n".join(map(str, range(13)))}, "options"),
        ({"options": f"{'x' * 121}\nFish"}, "options"),
        ({"kind": "multiple", "least": 2, "most": 1}, "least"),
        ({"kind": "quiz"}, "right"),
        ({"kind": "quiz", "right": 3}, "right"),
        ({"text": " "}, "text"),
        ({"reveal": "never"}, "reveal"),
    ],
)
def test_a_poll_that_nobody_could_answer_is_refused_at_its_field(
    world: World, room: Room, wording: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        prepared(world, room, **wording)
    assert refused.value.field == field


def test_an_anonymous_ballot_adds_no_row_that_leads_to_its_voter(world: World, room: Room) -> None:
    def dump() -> dict[str, list[dict[str, Any]]]:
        return {model._meta.label: list(model._default_manager.values()) for model in apps.get_models()}

    pk, named = opened(world, room), opened(world, room, by_name=True)
    traces = ("voter_id", "person_id", "actor_id", "by_id", "membership_id", "author_id", "user_id")

    def leads(poll: int) -> bool:
        before = dump()
        do(world.bob, "poll.vote", poll=poll, choices=[0])
        rows = [row for label, after in dump().items() for row in after if row not in before[label]]
        said = json.dumps(rows, default=str)
        return any(row.get(t) for row in rows for t in traces) or world.member(world.bob).ref in said

    assert not leads(pk)
    assert leads(named)  # so that the line above can fail


def test_the_table_of_results_names_voters_only_where_that_was_announced(world: World, room: Room) -> None:
    for by_name in (False, True):
        do(world.bob, "poll.vote", poll=opened(world, room, by_name=by_name), choices=[0])
    rows = list(csv.DictReader(page(world, world.mo, room, "/polls.csv").splitlines()))
    assert [row["name"] for row in rows if row["name"]] == ["Bob Fennimarsh"]
    assert factories.browser_of(world.bob).get(f"/tidelines/room/{room.session.code}/polls.csv").status_code == 404


def test_an_erased_person_has_no_ballot_left(world: World, room: Room) -> None:
    do(world.bob, "poll.vote", poll=opened(world, room), choices=[0])
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    assert Ballot.objects.count() == 0


def test_a_month_after_the_congress_ballots_are_gone_and_what_they_came_to_stays(world: World, room: Room) -> None:
    closed, running = opened(world, room, by_name=True), opened(world, room, kind="words", options="")
    do(world.bob, "poll.vote", poll=closed, choices=[1])
    do(world.ada, "poll.vote", poll=running, words=["Sleep"])
    do(world.mo, "poll.move", poll=closed, state="closed")
    over = [world.congress.pk]
    last = (clock.now() - timedelta(days=30)).date()
    Conference.objects.filter(pk=world.congress.pk).update(starts_on=last, ends_on=last)
    before = queries.count(queries.poll(closed))
    assert over != ended.for_a_month()
    Conference.objects.filter(pk=world.congress.pk).update(
        ends_on=last - timedelta(days=1), starts_on=last - timedelta(days=1)
    )
    assert over == ended.for_a_month()
    assert forgetting.forget_ballots(over) == 2
    assert forgetting.forget_ballots(over) == 0
    assert not Ballot.objects.exists()
    assert queries.count(queries.poll(closed)) == before
    assert "Bob" not in str(queries.table(room))
    assert "Sleep" in str(queries.table(room))
    assert queries.poll(running).state == "closed"  # else it would go on counting from nothing
    with pytest.raises(Conflict) as refused:
        do(world.mo, "poll.move", poll=closed, state="open")
    assert refused.value.code == "poll.counted"


def test_the_code_on_the_screen_leads_into_the_room(world: World, room: Room) -> None:
    browser = factories.browser_of(world.bob)
    code = room.session.code
    found = browser.get("/tidelines/go", {"code": f" {code.lower()} "})
    assert found["Location"] == f"/tidelines/room/{code}?tab=polls"
    assert browser.get("/tidelines/go", {"code": "NOPE"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_many_ballots_at_once_count_each_person_once(transactional_db: None) -> None:
    world = factories.make_world()
    room = stage.room(world.congress)
    pk = opened(world, room)
    voters = [factories.person() for _ in range(8)]
    for voter in voters:
        factories.member(voter, world.congress)

    def vote(who: User) -> None:
        for choice in (0, 1, 0, 1):
            do(who, "poll.vote", poll=pk, choices=[choice])

    factories.at_once(voters, vote)
    assert [row.count for row in queries.count(queries.poll(pk)).rows] == [0, 8]


def test_what_people_write_comes_to_an_open_desk_by_itself_without_their_names(world: World) -> None:
    room = room_of(world.congress)
    poll = do(world.olga, "poll.prepare", room=room.pk, kind="text", text="What stops it?", reveal="close")["poll"]
    do(world.olga, "poll.move", poll=poll, state="open")
    do(world.bob, "poll.vote", poll=poll, text="A quiet niche")
    actions.tell_results()
    told = [event for event in log.read(room.desk, 0) if event.type == "poll.prepared"][-1].data
    assert [entry["text"] for entry in told["entries"]] == ["A quiet niche"]
    assert "Bob" not in str(told)
    assert all("A quiet niche" not in str(event.data) for event in log.read(room.stream, 0))


def test_a_draft_is_changed_in_a_form_that_others_do_not_find(world: World) -> None:
    room = room_of(world.congress)
    wording = {"kind": "single", "text": "Mouse?", "options": "Yes\nNo", "reveal": "close"}
    poll = do(world.olga, "poll.prepare", room=room.pk, **wording)["poll"]
    page = browser_of(world.mo).get(f"/polls/{poll}/edit").content.decode()
    assert 'action="/c/poll.edit"' in page
    assert "Yes\nNo" in page
    assert browser_of(world.bob).get(f"/polls/{poll}/edit").status_code == 404
    assert browser_of(world.charlie).get(f"/polls/{poll}/edit").status_code == 404
    do(world.olga, "poll.move", poll=poll, state="open")
    assert browser_of(world.mo).get(f"/polls/{poll}/edit").status_code == 404


def test_votes_can_be_seen_and_taken_back_without_scripts(world: World) -> None:
    room = room_of(world.congress)
    asked = do(world.ada, "question.ask", room=room.pk, text="Which mouse?", how="named")["question"]
    do(world.bob, "question.vote", question=asked, on=True)
    address = f"/tidelines/room/{room.session.code}?tab=questions"
    assert "Your vote" in browser_of(world.bob).get(address).content.decode()
    assert "Your vote" not in browser_of(world.alice).get(address).content.decode()

"""Rounds in the product: collect, lock, solve, inspect, pair by hand, publish, and those who come late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import AuditEntry
from core.unit import unit_of_work
from networking.chats.models import Chat, EngagementCell
from networking.matchmaking import rounds as solver
from networking.matchmaking.rounds import Meeting
from networking.matchmaking.rounds import Round as Solved
from networking.mentors.models import MentorProfile
from networking.rounds import duties, queries
from networking.rounds.giving import actions as giving
from networking.rounds.models import Entry, Proposal, Round
from networking.rounds.solving import actions as solving
from networking.rounds.solving import checking, fairness, gathering
from networking.rounds.solving.fairness import Served
from realtime import registry
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do, member, person, run_jobs
from tests.networking import stage
from tests.networking.instances import instance
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
FREE = {"conference": "tidelines", "every": "day", "day": "2026-11-24", "start": "08:00", "end": "20:00"}
DAYS = {"conference": "tidelines", "title": "First round", "first_day": "2026-11-24", "last_day": "2026-11-26"}


def make(world: World, **fields: Any) -> Round:
    """A round one can join."""
    number = do(world.olga, "round.create", **{**DAYS, **fields})["round"]
    do(world.olga, "round.collect", round=number)
    return Round.objects.get(pk=number)


def joins(round_: Round, who: User, side: str = "mentee", **fields: Any) -> None:
    do(who, "availability.add", **FREE)
    do(who, "round.join", round=round_.pk, side=side, **fields)


def solve(world: World, round_: Round) -> Round:
    do(world.olga, "round.lock", round=round_.pk)
    do(world.olga, "round.solve", round=round_.pk)
    run_jobs()
    round_.refresh_from_db()
    return round_


def publish(world: World, round_: Round) -> Round:
    do(world.olga, "round.publish", round=round_.pk)
    while run_jobs():
        pass
    round_.refresh_from_db()
    return round_


@pytest.fixture
def round_(world: World, mira: MentorProfile) -> Round:
    """Mira gives two chats; Ada and Bob look for one."""
    made = make(world)
    joins(made, world.mira, "mentor", chats=2)
    joins(made, world.ada)
    joins(made, world.bob)
    return made


def pairs() -> set[tuple[str, str]]:
    return {(str(p.mentee).split()[0], str(p.mentor).split()[0]) for p in Proposal.objects.all()}


def test_a_round_from_collecting_to_published_chats_with_letters(world: World, round_: Round) -> None:
    solve(world, round_)
    assert (round_.state, round_.progress, round_.problem) == ("proposed", 100, "")
    assert pairs() == {("Ada", "Mira"), ("Bob", "Mira")}
    assert not Chat.objects.exists(), "nothing is given before it is published"
    publish(world, round_)
    chats = list(Chat.objects.all())
    assert [(chat.kind, chat.state) for chat in chats] == [("round", "confirmed")] * 2
    assert EngagementCell.objects.count() == 24
    letters = Notice.objects.filter(calendar_method="REQUEST").values_list("person__email", flat=True)
    assert sorted(letters) == sorted([world.ada.email, world.bob.email, world.mira.email, world.mira.email])
    page = browser_of(world.ada).get("/tidelines/mentors/rounds").content.decode()
    assert "Mira Lindenquell" in page
    assert "Why you two" in page
    do(world.olga, "round.close", round=round_.pk)
    states = AuditEntry.objects.filter(action__startswith="round.", on=f"round:{round_.pk}").values_list(
        "action", flat=True
    )
    for word in ("collecting", "locked", "solving", "proposed", "published", "closed"):
        assert f"round.{word}" in states


STEPS = ["collect", "lock", "solve", "publish", "late", "close"]
MAY = {
    "draft": {"collect"}, "collecting": {"lock"}, "locked": {"solve"}, "solving": set(), "failed": {"lock"},
    "proposed": {"lock", "publish"}, "published": {"late", "close"}, "closed": set(),
}  # fmt: skip


@pytest.mark.parametrize("state", MAY)
def test_a_round_takes_only_the_steps_of_its_state(world: World, state: str) -> None:
    made = make(world)
    for step in STEPS:
        Round.objects.filter(pk=made.pk).update(state=state, running_since=None)
        if step in MAY[state]:
            do(world.olga, f"round.{step}", round=made.pk)
        else:
            with pytest.raises(Conflict) as refused:
                do(world.olga, f"round.{step}", round=made.pk)
            assert refused.value.code == "round.moved_on"


def test_the_same_input_gives_the_same_proposal_and_its_hash_is_kept(world: World, round_: Round) -> None:
    def result() -> tuple[str, str, set[Any]]:
        solve(world, round_)
        rows = Proposal.objects.values_list("mentee", "mentor", "start")
        found = (round_.input_hash, round_.result_hash, set(rows))
        do(world.olga, "round.lock", round=round_.pk)
        Round.objects.filter(pk=round_.pk).update(state="collecting")
        return found

    first = result()
    entries = list(Entry.objects.filter(round=round_).values("membership_id", "side", "chats", "joined_at"))
    Entry.objects.all().delete()
    Entry.objects.bulk_create([Entry(round=round_, **fields) for fields in reversed(entries)])
    assert result() == first
    assert len(first[0]) == len(first[1]) == 64
    do(world.ada, "quiet.set", conference="tidelines", start="08:00", end="12:00")
    assert result()[0] != first[0]


def test_nobody_is_paired_with_whom_she_must_not_meet(world: World, round_: Round) -> None:
    do(world.ada, "block.set", membership=world.member(world.mira).pk, on=True)
    do(world.mira, "preference.set", conference="tidelines", ref=world.member(world.bob).ref, kind="no_thanks")
    solve(world, round_)
    assert pairs() == set()


def test_one_conflict_excludes_exactly_one_pair_of_the_round(world: World, round_: Round) -> None:
    alice = stage.mentor(world.alice, world.congress)
    joins(round_, world.alice, "mentor", chats=2)
    do(world.ada, "conflict.declare", conference="tidelines", ref=alice.membership.ref, kind="supervisor")
    do(world.olga, "round.lock", round=round_.pk)
    gathered = gathering.gather(round_)
    refs = {"ada": world.member(world.ada).ref, "bob": world.member(world.bob).ref}
    allowed = {
        (mentee, mentor): bool(
            gathered.instance.allowed[list(gathered.instance.mentee_ids).index(refs[mentee]), column]
        )
        for mentee in refs
        for column, mentor in enumerate(gathered.instance.mentor_ids)
    }
    assert [pair for pair, ok in allowed.items() if not ok] == [("ada", alice.membership.ref)]


def test_chats_lie_within_both_availabilities_and_not_over_what_is_booked(
    world: World, round_: Round, hands: Clock
) -> None:
    do(world.ada, "quiet.set", conference="tidelines", start="08:00", end="19:29")  # left: 14:00 to 14:30 UTC
    slot = stage.slots(MentorProfile.objects.get(), datetime(2026, 11, 24, 14, tzinfo=UTC))[0]
    do(world.alice, "chat.book", slot=slot.pk)
    solve(world, round_)
    ada = Proposal.objects.get(mentee=world.member(world.ada))
    assert ada.start in {datetime(2026, 11, day, 14, tzinfo=UTC) for day in (25, 26)}


def test_who_has_not_said_when_she_has_time_is_asked_first(world: World, round_: Round) -> None:
    with pytest.raises(Conflict) as refused:
        do(world.alice, "round.join", round=round_.pk)
    assert refused.value.code == "round.no_times"


def test_only_approved_mentors_join_as_mentors(world: World, round_: Round) -> None:
    do(world.bob, "availability.add", **FREE)
    with pytest.raises(Forbidden):
        do(world.bob, "round.join", round=round_.pk, side="mentor")


def test_nobody_joins_both_sides_of_a_round(world: World, round_: Round) -> None:
    with pytest.raises(Conflict) as refused:
        do(world.mira, "round.join", round=round_.pk, side="mentee")
    assert refused.value.code == "round.other_side"


def test_a_late_run_whose_worker_died_is_given_up(world: World, round_: Round, hands: Clock) -> None:
    publish(world, solve(world, round_))
    do(world.olga, "round.late", round=round_.pk)
    with pytest.raises(Conflict):
        do(world.olga, "round.late", round=round_.pk)
    hands.move(minutes=5)
    assert duties.sweep() == 1
    do(world.olga, "round.late", round=round_.pk)


def test_a_locked_round_is_not_joined_nor_left(world: World, round_: Round) -> None:
    do(world.olga, "round.lock", round=round_.pk)
    for name in ("round.join", "round.leave"):
        with pytest.raises(Conflict) as refused:
            do(world.bob, name, round=round_.pk)
        assert refused.value.code == "round.not_open"


def test_first_timers_come_first_when_mentors_are_few(world: World, mira: MentorProfile) -> None:
    made = make(world)
    joins(made, world.mira, "mentor", chats=1)
    for who in (world.bob, world.ada, world.alice):
        joins(made, who)
    do(world.alice, "mentee.describe", conference="tidelines", first_time=True)
    do(world.bob, "preference.set", conference="tidelines", ref=mira.membership.ref, kind="must_meet")
    solve(world, made)
    assert pairs() == {("Alice", "Mira")}


def test_late_joiners_move_no_chat_that_was_given(world: World, round_: Round) -> None:
    stage.mentor(world.alice, world.congress)
    joins(round_, world.alice, "mentor", chats=2)
    publish(world, solve(world, round_))
    before = list(Chat.objects.order_by("pk").values_list("pk", "mentor", "mentee", "start", "state"))
    assert len(before) == 2
    late = person("Late Comer")
    member(late, world.congress)
    joins(round_, late)
    do(world.olga, "round.late", round=round_.pk)
    run_jobs()
    after = list(Chat.objects.order_by("pk").values_list("pk", "mentor", "mentee", "start", "state"))
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1
    assert Proposal.objects.get(late=True).mentee.person == late
    round_.refresh_from_db()
    assert (round_.running_since, round_.doing) == (None, "")


def test_pairing_by_hand_keeps_within_the_limits_and_tells_no_reason(world: World, round_: Round) -> None:
    do(world.olga, "round.lock", round=round_.pk)
    ada, mira = world.member(world.ada).ref, world.member(world.mira).ref
    noon = "2026-11-25T12:00:00+00:00"
    made = do(world.olga, "round.pair", round=round_.pk, mentee=ada, mentor=mira, start=noon)["proposal"]
    refusals = []
    do(world.bob, "preference.set", conference="tidelines", ref=mira, kind="no_thanks")
    for mentee, start in ((ada, noon), (world.member(world.bob).ref, "2026-11-25T13:00:00+00:00"),
                          ("nobody", noon), (world.member(world.bob).ref, "2026-11-25T02:00:00+00:00")):  # fmt: skip
        with pytest.raises(Conflict) as refused:
            do(world.olga, "round.pair", round=round_.pk, mentee=mentee, mentor=mira, start=start)
        refusals.append(str(refused.value.as_dict()))
    assert len(set(refusals)) == 1
    do(world.olga, "round.solve", round=round_.pk)
    run_jobs()
    kept = Proposal.objects.get(mentee=world.member(world.ada))
    assert (kept.pk, kept.by_hand) == (made, True), "the solver keeps what was paired by hand"
    do(world.olga, "round.unpair", proposal=made)
    assert not Proposal.objects.filter(pk=made).exists()


def test_a_proposal_that_breaks_a_limit_is_refused_as_a_whole(
    world: World, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [Solved([Meeting(0, 0, 20), Meeting(1, 0, 20)], 0)]
    monkeypatch.setattr(solver, "solve", lambda *_args, **_more: broken)
    solve(world, round_)
    assert (round_.state, round_.problem) == ("failed", "not_free,overlap")
    assert not Proposal.objects.exists()
    page = browser_of(world.olga).get(f"/tidelines/organize/rounds/{round_.pk}").content.decode()
    assert "The last run gave nothing (not_free,overlap)" in page
    do(world.olga, "round.lock", round=round_.pk)


def test_a_run_whose_worker_died_is_given_up_and_the_dead_writes_nothing(
    world: World, round_: Round, hands: Clock
) -> None:
    do(world.olga, "round.lock", round=round_.pk)
    do(world.olga, "round.solve", round=round_.pk)
    round_.refresh_from_db()
    since = str(round_.running_since and round_.running_since.isoformat())
    assert duties.sweep() == 0
    hands.move(minutes=5)
    assert duties.sweep() == 1
    assert duties.sweep() == 0
    assert solving.solve.func(round_.pk, since) == "not mine"
    round_.refresh_from_db()
    assert (round_.state, round_.problem) == ("failed", "worker_gone")


def test_giving_stopped_halfway_is_finished_by_the_sweep_and_doubles_nothing(world: World, round_: Round) -> None:
    solve(world, round_)
    do(world.olga, "round.publish", round=round_.pk)
    with unit_of_work():
        pass
    giving.give_batch(round_, [Proposal.objects.order_by("pk").values_list("pk", flat=True)[0]])
    assert Chat.objects.count() == 1
    assert duties.sweep() == 1
    assert duties.sweep() == 0
    run_jobs()
    assert Chat.objects.count() == 2


def test_what_became_impossible_between_proposal_and_publishing_is_not_given(world: World, round_: Round) -> None:
    solve(world, round_)
    do(world.ada, "block.set", membership=world.member(world.mira).pk, on=True)
    publish(world, round_)
    assert Chat.objects.get().mentee == world.member(world.bob)
    page = browser_of(world.olga).get(f"/tidelines/organize/rounds/{round_.pk}").content.decode()
    assert "1 pair was not possible any more" in page
    assert "block" not in page.lower().replace("blocktrans", "")


def test_weights_make_a_whole_or_are_refused(world: World, round_: Round) -> None:
    good: dict[str, Any] = {
        "topics": 0,
        "wants": 1000,
        "path": 0,
        "stage": 0,
        "new": 0,
        "must_meet": 0,
        "would_like": 0,
    }
    do(world.olga, "round.weights", round=round_.pk, **good)
    with pytest.raises(Invalid):
        do(world.olga, "round.weights", round=round_.pk, **{**good, "topics": 1})
    solve(world, round_)
    with pytest.raises(Conflict):
        do(world.olga, "round.weights", round=round_.pk, **good)


@pytest.mark.parametrize(
    ("field", "bad"),
    [("title", {"title": ""}), ("last_day", {"last_day": "2026-11-20"}), ("last_day", {"last_day": "2027-11-20"}),
     ("most_chats", {"most_chats": 0}), ("most_chats", {"most_chats": 10_000})],
)  # fmt: skip
def test_a_round_that_cannot_be_is_refused_by_field(world: World, field: str, bad: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.olga, "round.create", **{**DAYS, **bad})
    assert refused.value.field == field


def test_members_see_no_proposal_before_it_is_published_and_strangers_see_nothing(world: World, round_: Round) -> None:
    solve(world, round_)
    pages = ("/tidelines/organize/rounds", f"/tidelines/organize/rounds/{round_.pk}")
    for who in (world.ada, world.mira, world.mo):
        assert all(browser_of(who).get(page).status_code == 403 for page in pages)
        assert not registry.may_read(who.pk, f"rounds:{world.congress.pk}")
    assert "Mira" not in browser_of(world.ada).get("/tidelines/mentors/rounds").content.decode()
    for page in (*pages, "/tidelines/mentors/rounds"):
        assert browser_of(world.charlie).get(page).status_code == 404
        assert browser_of(world.olga).get(page).status_code == 200
    assert registry.may_read(world.olga.pk, f"rounds:{world.congress.pk}")
    assert browser_of(world.charlie).get(f"/coastal-data/organize/rounds/{round_.pk}").status_code == 404
    for name in ("round.lock", "round.publish"):
        with pytest.raises(NotFound):
            do(world.charlie, name, round=round_.pk)


def test_how_a_round_stands_live_is_what_a_reload_shows(world: World, round_: Round) -> None:
    from realtime import frames, log

    solve(world, round_)
    name = f"rounds:{world.congress.pk}"
    told = [frames.of_event(event) for event in log.read(name, 0)]
    assert {frame["type"] for frame in told} == {"round.changed"}
    live = told[-1]["html"][0]["html"]
    page = browser_of(world.olga).get("/tidelines/organize/rounds").content.decode()
    assert "".join(live.split()) in "".join(page.split())
    assert "Ada" not in str(list(LoggedEvent.objects.filter(stream__name=name).values_list("data", flat=True)))


def test_the_page_of_a_round_asks_as_often_for_three_pairs_as_for_one(world: World, round_: Round) -> None:
    client, path = browser_of(world.olga), f"/tidelines/organize/rounds/{round_.pk}"
    solve(world, round_)
    client.get(path)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    few = count()
    more = person("One More")
    member(more, world.congress)
    Proposal.objects.create(
        round=round_, mentee=world.member(more), mentor=world.member(world.mira), start=MORNING,
        end=MORNING + timedelta(minutes=20), score=1,
    )  # fmt: skip
    assert count() == few <= 30


def test_an_erased_person_leaves_rounds(world: World, round_: Round) -> None:
    publish(world, solve(world, round_))
    assert privacy.export_person(world.ada.pk)["rounds.Proposal"]
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert not Entry.objects.filter(membership__person=world.ada).exists()
    assert not Proposal.objects.filter(mentee__person=world.ada).exists()


# -- the pure parts


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("overlap", lambda ms: [*ms, Meeting(ms[0].mentee, (ms[0].mentor + 1) % 5, ms[0].slot)]),
        ("overlap", lambda ms: [*ms, Meeting((ms[0].mentee + 1) % 20, ms[0].mentor, ms[0].slot)]),
        ("pair_twice", lambda ms: [*ms, Meeting(ms[0].mentee, ms[0].mentor, ms[0].slot + 1)]),
        ("capacity", lambda ms: [Meeting(i, 0, i) for i in range(20)]),
        ("more_than_wanted", lambda ms: [Meeting(0, j, 30 + j) for j in range(5)]),
        ("not_free", lambda ms: [Meeting(ms[0].mentee, ms[0].mentor, slot) for slot in range(144)]),
    ],
)  # fmt: skip
def test_every_broken_limit_is_named(fault: str, change: Callable[[list[Meeting]], list[Meeting]]) -> None:
    given = instance(20, 5)
    meetings = solver.solve(given, most_rounds=1)[0].meetings
    assert checking.faults(given, meetings) == []
    assert fault in checking.faults(given, change(meetings))


def test_a_pair_that_is_kept_apart_is_named() -> None:
    given = instance(20, 5)
    meeting = solver.solve(given, most_rounds=1)[0].meetings[0]
    given.allowed[meeting.mentee, meeting.mentor] = False
    assert checking.faults(given, [meeting]) == ["kept_apart"]


def crowd(**sizes: int) -> list[Served]:
    return [Served({"stage": stage}, i % 2, [500] * (i % 2)) for stage, size in sizes.items() for i in range(size)]


def test_no_group_below_five_can_be_read_or_reckoned_from_the_report() -> None:
    rows = fairness.report(crowd(doctoral=9, postdoc=6, clinical=3, senior=1))["groups"]["stage"]
    assert rows == [
        {"name": "doctoral", "people": 9, "served": 4},
        {"name": fairness.TOGETHER, "people": 10, "served": 4},
    ]
    assert fairness.report(crowd(doctoral=4)) == {"mentees": 4, "groups": {}}
    alone = fairness.report(crowd(doctoral=6, senior=1))["groups"]["stage"]
    assert alone == [{"name": fairness.TOGETHER, "people": 7, "served": 3}]


def test_gini_is_nothing_for_equals_and_much_when_one_has_all() -> None:
    assert fairness.gini([5, 5, 5]) == 0
    assert fairness.gini([]) == fairness.gini([0, 0]) == 0
    assert fairness.gini([0, 0, 0, 1]) == 0.75


def test_a_region_is_read_from_a_zone() -> None:
    zones = {"Europe/Berlin": "Europe", "Asia/Kolkata": "Asia", "Australia/Sydney": "Pacific", "UTC": ""}
    assert {zone: gathering.region(User(zone=zone)) for zone in zones} == zones


def test_coordinators_are_asked_by_role(world: World) -> None:
    assert queries.rounds(world.congress.pk).count() == 0
    cora = person("Cora Ordination")
    member(cora, world.congress, ["coordinator"])
    do(cora, "round.create", **DAYS)
    with pytest.raises(Forbidden):
        do(world.bob, "round.create", **DAYS)

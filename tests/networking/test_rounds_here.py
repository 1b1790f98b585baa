"""Rounds in the product: collect, lock, solve, inspect, pair by hand, publish, and those who come late."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.notices.models import Notice
from core.errors import Conflict, Forbidden, Invalid
from core.models import AuditEntry
from core.unit import unit_of_work
from networking.chats.models import Chat, EngagementCell
from networking.matchmaking import rounds as solver
from networking.matchmaking.rounds import Meeting
from networking.matchmaking.rounds import Round as Solved
from networking.mentors.models import MentorProfile
from networking.rounds import duties
from networking.rounds.giving import actions as giving
from networking.rounds.models import Entry, Proposal, Round
from networking.rounds.solving import actions as solving
from networking.rounds.solving import gathering
from tests.factories import World, browser_of, do, member, person, run_jobs
from tests.networking import stage
from tests.networking.rounding import DAYS, FREE, joins, make, pairs, publish, solve
from tests.networking.stage import Clock

pytestmark = pytest.mark.django_db


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

"""The live queue as a machine: whatever people do in whatever order, its promises hold (invariants of the design)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.models import Block
from core.errors import Refusal
from networking.chats import duties as chat_duties
from networking.chats import states as chat_states
from networking.chats.models import Chat, EngagementCell
from networking.matchmaking import duties
from networking.matchmaking.models import Duty, Offer, Ticket
from tests import factories
from tests.factories import do, person
from tests.networking import stage
from tests.networking.stage import Clock

MENTORS, MENTEES = 3, 4
who_mentors, who_waits = some.integers(0, MENTORS - 1), some.integers(0, MENTEES - 1)
SIDES = some.sampled_from(["mentor", "mentee"])


class Queue(RuleBasedStateMachine):
    """Three mentors and four mentees do what they like; time passes; the sweeper runs, sometimes twice."""

    hands: Clock

    def __init__(self) -> None:
        super().__init__()
        self.work = transaction.atomic()
        self.work.__enter__()
        world = factories.make_world()
        self.mentors = [world.mira, world.alice, world.mo]
        for one in self.mentors:
            stage.mentor(one, world.congress)
        self.mentees = [world.ada, world.bob, world.olga, person("Fourth Waits")]
        factories.member(self.mentees[3], world.congress)
        self.world = world
        self.joined: dict[int, datetime] = {}
        self.own_no: set[int] = set()
        self.kept_apart: set[tuple[int, int]] = set()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.work.__exit__(None, None, None)

    def _try(self, *words: Any, **data: Any) -> dict[str, Any] | None:
        try:
            return do(*words, **data)
        except Refusal:
            return None

    @rule(n=who_waits)
    def join(self, n: int) -> None:
        self._try(self.mentees[n], "ticket.open", conference="tidelines")

    @rule(n=who_waits)
    def leave(self, n: int) -> None:
        for pk in Ticket.objects.filter(mentee__person=self.mentees[n]).values_list("pk", flat=True):
            self._try(self.mentees[n], "ticket.leave", ticket=pk)

    @rule(n=who_mentors, on=some.booleans())
    def duty(self, n: int, on: bool) -> None:
        self._try(self.mentors[n], "duty.set", conference="tidelines", on=on)

    @rule(n=who_mentors)
    def life(self, n: int) -> None:
        self._try(self.mentors[n], "duty.here", conference="tidelines")

    @rule(side=SIDES, yes=some.booleans(), n=some.integers(0, 5))
    def answer(self, side: str, yes: bool, n: int) -> None:
        offers = list(
            Offer.objects.order_by("-pk").select_related("ticket__mentee__person", "duty__mentor__membership__person")[
                :6
            ]
        )
        if not offers:
            return
        offer = offers[n % len(offers)]
        mentor, mentee = offer.duty.mentor.membership.person, offer.ticket.mentee.person
        done = self._try(
            mentor if side == "mentor" else mentee, "offer.accept" if yes else "offer.decline", offer=offer.pk
        )
        if done and not yes and side == "mentee":
            self.own_no.add(offer.ticket_id)
        if done and done.get("chat"):
            assert (mentor.pk, mentee.pk) not in self.kept_apart, "4: a pair that must not meet met"

    @rule(n=some.integers(0, 5), enter=some.booleans(), side=SIDES)
    def chat(self, n: int, enter: bool, side: str) -> None:
        chats = list(
            Chat.objects.filter(state__in=chat_states.TALKING).select_related("mentor__person", "mentee__person")
        )
        if chats:
            one = chats[n % len(chats)]
            member = one.mentor if side == "mentor" else one.mentee
            assert member is not None
            self._try(member.person, "chat.enter" if enter else "chat.leave", chat=one.pk)

    @rule(m=who_mentors, n=who_waits)
    def block(self, m: int, n: int) -> None:
        mentor, mentee = self.mentors[m], self.mentees[n]
        do(mentor, "block.set", membership=self.world.member(mentee).pk, on=True)
        self.kept_apart |= {(mentor.pk, mentee.pk), (mentee.pk, mentor.pk)}

    @rule(seconds=some.sampled_from([5, 30, 60, 120, 300, 1200]))
    def time_passes(self, seconds: int) -> None:
        self.hands.move(seconds=seconds)
        for _ in range(2):  # the second worker finds nothing left to do
            swept = (duties.sweep(), chat_duties.sweep())
        assert swept == (0, 0) or seconds > 60
        duties.pair()
        now = self.hands.at
        assert not Offer.objects.filter(state="live", expires_at__lte=now).exists(), "15: nothing stands still"
        assert not Duty.objects.filter(state__in=["cooldown", "paused"], until__lte=now, lost_at=None).exists(), "15"

    @invariant()
    def one_of_each(self) -> None:
        live = list(Offer.objects.filter(state="live").values_list("ticket", "duty"))
        assert len({t for t, _ in live}) == len({d for _, d in live}) == len(live), "2: one live offer for each"
        assert {t for t, _ in live} == set(Ticket.objects.filter(state="offered").values_list("pk", flat=True))
        assert {d for _, d in live} == set(Duty.objects.filter(state="offered").values_list("pk", flat=True))
        open_ = Ticket.objects.filter(state__in=["waiting", "offered", "connecting", "in_chat"])
        assert open_.count() == open_.values("mentee").distinct().count(), "2: one open ticket for each"

    @invariant()
    def engagements(self) -> None:
        for one in Chat.objects.filter(state__in=chat_states.AHEAD):
            cells = EngagementCell.objects.filter(chat=one)
            halves = {cells.filter(person=m.person_id).count() for m in (one.mentor, one.mentee) if m}
            assert len(halves) == 1, "7: both or none"
            assert halves != {0}
        assert not EngagementCell.objects.exclude(chat__state__in=chat_states.AHEAD).exists()
        pairs = Chat.objects.filter(state__in=chat_states.MET).values_list("mentor", "mentee")
        assert len(set(pairs)) == len(pairs), "3: a pair meets once"

    @invariant()
    def nobody_is_offered_again_what_she_declined(self) -> None:
        over: set[tuple[int, int]] = set()
        for ticket, duty, state in Offer.objects.order_by("pk").values_list("ticket", "duty", "state"):
            assert (ticket, duty) not in over, "8"
            if state in {"declined", "timed_out"}:
                over.add((ticket, duty))

    @invariant()
    def joining_time_stays(self) -> None:
        for pk, at in Ticket.objects.values_list("pk", "joined_at"):
            was = self.joined.get(pk, at)
            assert at == was or pk in self.own_no, "9: through the other side's failure nobody waits anew"
            self.joined[pk] = at

    @invariant()
    def busy_mentors_are_in_a_chat(self) -> None:
        for one in Duty.objects.filter(state="in_chat").select_related("chat"):
            assert one.chat is not None
            assert one.chat.state in chat_states.AHEAD


@pytest.mark.django_db
@pytest.mark.slow
def test_whatever_people_do_the_queue_keeps_its_promises(hands: Clock) -> None:
    class Here(Queue):
        pass

    Here.hands = hands
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=6, stateful_step_count=20, deadline=None, database=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip
    assert not Block.objects.exists(), "each run leaves nothing behind"
    assert hands.at - stage.MORNING >= timedelta(0)

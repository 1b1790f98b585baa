"""Asking for a time nobody offered: no, silence and a block end at the same moment in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Invalid, NotFound, Refusal
from core.unit import unit_of_work
from networking.chats.models import Chat
from networking.mentors.models import MentorProfile
from networking.requests import duties, states
from networking.requests.models import Request
from realtime.models import LoggedEvent
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
TOMORROW: dict[str, Any] = {"day": "2026-11-25", "time": "15:00"}


def ask(world: World, mira: MentorProfile, who: str = "bob", **more: Any) -> Request:
    said = {**TOMORROW, "question": "How do I begin?", **more}
    return Request.objects.get(pk=do(getattr(world, who), "request.send", mentor=mira.pk, **said)["request"])


def code_of(world: World, who: str, command: str, **data: Any) -> str:
    with pytest.raises(Refusal) as refused:
        do(getattr(world, who), command, **data)
    return refused.value.code


def test_the_table_of_states_leads_somewhere_and_ends() -> None:
    assert set(states.NEXT) == set(Request.State.values)
    assert states.as_seen_by_mentee("declined", False) == states.as_seen_by_mentee("sent", False) == "sent"
    assert states.as_seen_by_mentee("declined", True) == states.as_seen_by_mentee("expired", True) == "no_time"


def test_a_yes_books_the_chat(world: World, mira: MentorProfile) -> None:
    one = ask(world, mira)
    assert (one.expires_at, one.start) == (one.start - timedelta(hours=2), one.start)
    chat = Chat.objects.get(pk=do(world.mira, "request.accept", request=one.pk)["chat"])
    assert (chat.start, chat.state, chat.question) == (one.start, "confirmed", "How do I begin?")
    assert code_of(world, "mira", "request.decline", request=one.pk) == "request.moved_on"
    assert code_of(world, "mira", "request.accept", request=one.pk) == "request.moved_on"


def test_another_time_is_the_mentees_to_take(world: World, mira: MentorProfile) -> None:
    one = ask(world, mira)
    do(world.mira, "request.counter", request=one.pk, day="2026-11-25", time="18:00")
    assert code_of(world, "mira", "request.accept", request=one.pk) == "request.moved_on"
    chat = Chat.objects.get(pk=do(world.bob, "request.agree", request=one.pk)["chat"])
    assert chat.start == MORNING + timedelta(days=1, hours=7)  # 18:00 in Berlin, Mira's clock


def test_three_may_be_open_and_one_to_a_mentor(world: World, mira: MentorProfile, hands: Clock) -> None:
    ask(world, mira)
    assert code_of(world, "bob", "request.send", mentor=mira.pk, **TOMORROW) == "request.there"
    others = [stage.mentor(who, world.congress) for who in (world.alice, world.mo, world.olga)]
    first = ask(world, others[0])
    ask(world, others[1])
    do(world.alice, "request.decline", request=first.pk)  # she has not been told, so it still counts
    assert code_of(world, "bob", "request.send", mentor=others[2].pk, **TOMORROW) == "request.too_many"
    do(world.bob, "request.withdraw", request=first.pk)
    ask(world, others[2])


def test_times_out_of_bounds_are_refused(world: World, mira: MentorProfile) -> None:
    for at in ({"day": "2026-11-24", "time": "12:00"}, {"day": "2026-11-25", "time": "15:03"}):
        with pytest.raises(Invalid):
            do(world.bob, "request.send", mentor=mira.pk, **at)
    stage.slots(mira, MORNING + timedelta(hours=9))
    assert code_of(world, "bob", "request.send", mentor=mira.pk, **TOMORROW) == "request.has_times"


def test_a_request_is_for_its_two_alone(world: World, mira: MentorProfile) -> None:
    one = ask(world, mira)
    for who in ("ada", "mo", "olga", "charlie", "bob"):
        assert code_of(world, who, "request.accept", request=one.pk) == "not_found"
    for who in ("ada", "mira", "charlie"):
        assert code_of(world, who, "request.withdraw", request=one.pk) == "not_found"
    assert code_of(world, "bob", "request.accept", request=987654) == "not_found"


def seen(world: World, one: Request) -> list[str]:
    """All that the asker can find out: page, stream, notices, export."""
    page = browser_of(world.bob).get("/tidelines/requests").content.decode()
    card = nodes(page, re.compile(rf"request-{one.pk}"))[f"request-{one.pk}"]
    mine = LoggedEvent.objects.filter(stream__name=f"user:{world.bob.pk}", type__startswith="request.")
    told = list(mine.values_list("type", "data", "at").order_by("seq"))
    rung = list(Notice.objects.filter(person=world.bob).values_list("kind", "title", "text", "at"))
    parts = [
        card,
        str(page.count("No time found")),
        str(told),
        str(rung),
        str(privacy.export_person(world.bob.pk)["requests.Request"]),
    ]
    return [re.sub(rf"(request[-=:]|'id': |data-order=\"){one.pk}\b", r"\1#", part) for part in parts]


@pytest.mark.parametrize("why", ["declined", "blocked", "blocks", "no_thanks"])
def test_nobody_finds_out_whether_it_was_a_no_silence_or_a_block(
    world: World, mira: MentorProfile, hands: Clock, why: str
) -> None:
    """The same story with silence and with a reason: at each step everything the asker can see is the same."""

    def story(reason: str) -> list[list[str]]:
        hands.at = MORNING
        with unit_of_work():
            LoggedEvent.objects.all().delete()
        Notice.objects.all().delete()
        Request.objects.all().delete()
        if reason == "blocked":
            do(world.mira, "block.set", membership=world.member(world.bob).pk, on=True)
        if reason == "blocks":
            do(world.bob, "block.set", membership=world.member(world.mira).pk, on=True)
        if reason == "no_thanks":
            do(world.mira, "preference.set", conference="tidelines", ref=world.member(world.bob).ref, kind="no_thanks")
        LoggedEvent.objects.all().delete()
        one = ask(world, mira)
        found = [seen(world, one)]
        hands.move(hours=1)
        if reason == "declined":
            do(world.mira, "request.decline", request=one.pk)
        found.append(seen(world, one))
        hands.at = one.expires_at
        duties.end()
        assert duties.end() == 0
        return [*found, seen(world, one)]

    silence = story("")
    assert story(why) == silence


def test_whom_she_blocked_does_not_come_through(world: World, mira: MentorProfile) -> None:
    do(world.mira, "block.set", membership=world.member(world.bob).pk, on=True)
    one = ask(world, mira)
    assert f"request-{one.pk}" not in browser_of(world.mira).get("/tidelines/requests").content.decode()
    assert not Notice.objects.filter(person=world.mira).exists()
    with pytest.raises(NotFound):
        do(world.mira, "request.accept", request=one.pk)


def test_live_equals_reload(world: World, mira: MentorProfile, hands: Clock) -> None:
    ids = re.compile(r"request-\d+")
    one = ask(world, mira)
    acts: tuple[Callable[[], object], ...] = (
        lambda: do(world.mira, "request.counter", request=one.pk, day="2026-11-25", time="18:00"),
        lambda: do(world.bob, "request.agree", request=one.pk),
    )
    for act in acts:
        before = {}
        for who in (world.bob, world.mira):
            page = browser_of(who).get("/tidelines/requests").content.decode()
            head = (
                LoggedEvent.objects.filter(stream__name=f"user:{who.pk}")
                .order_by("-seq")
                .values_list("seq", flat=True)
                .first()
            )
            before[who] = (nodes(page, ids), head or 0)
        act()
        for who, (page_before, head) in before.items():
            fresh = nodes(browser_of(who).get("/tidelines/requests").content.decode(), ids)
            live = apply(page_before, f"user:{who.pk}", head)
            assert {key: live[key] for key in fresh} == fresh


def test_an_erased_asker_leaves_nothing(world: World, mira: MentorProfile) -> None:
    ask(world, mira, question="canaryword")
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    assert not Request.objects.exists()
    assert "canaryword" not in str(list(LoggedEvent.objects.values_list("data", flat=True)))


def test_a_time_that_is_gone_meanwhile_books_nothing(world: World, mira: MentorProfile) -> None:
    one = ask(world, mira)
    other = stage.mentor(world.alice, world.congress)
    taken = stage.slots(other, one.start)[0]
    do(world.bob, "chat.book", slot=taken.pk)
    with pytest.raises(Conflict) as refused:
        do(world.mira, "request.accept", request=one.pk)
    assert refused.value.code == "request.time_gone"
    one.refresh_from_db()
    assert (one.state, mira.slots.count()) == ("sent", 0)

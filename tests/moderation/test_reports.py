"""Anybody tells the moderators, nobody is shown who did, and a risk to life reaches somebody at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from conference.rooms.models import Room
from core import clock
from core.errors import NotFound, Refusal
from core.models import AuditEntry, OutgoingMail
from messaging.models import Thread
from moderation.reports import duties
from moderation.reports.models import Report
from realtime.models import LoggedEvent
from tests.factories import World, at_once, browser_of, do, room_of, run_jobs

pytestmark = pytest.mark.django_db
WORDS = "Stop your therapy and eat seaweed"


@pytest.fixture
def room(world: World) -> Room:
    return room_of(world.congress)


@pytest.fixture
def message(world: World, room: Room) -> int:
    thread = Thread.objects.get(kind="room", key=str(room.pk)).pk
    made: int = do(world.bob, "message.post", thread=thread, text=WORDS)["message"]
    return made


def send(world: World, message: int, by: str = "alice", category: str = "medical", **more: Any) -> None:
    do(getattr(world, by), "report.send", kind="message", key=str(message), category=category, **more)


def desk(world: World, who: str = "mo") -> str:
    return browser_of(getattr(world, who)).get("/tidelines/desk").content.decode()


def letters(about: str) -> dict[str, str]:
    return dict(OutgoingMail.objects.filter(subject__contains=about).values_list("to", "text"))


def test_moderators_read_what_was_said_even_after_it_was_deleted(world: World, message: int) -> None:
    send(world, message, note="Please look")
    do(world.bob, "message.delete", message=message)
    assert WORDS in desk(world)
    assert "Please look" in desk(world)


def test_nobody_is_shown_who_reported(world: World, message: int) -> None:
    send(world, message)
    assert world.alice.display_name not in desk(world)
    ref = world.member(world.alice).ref
    told = str(list(LoggedEvent.objects.filter(type="report.sent").values_list("data", flat=True)))
    assert WORDS in told
    assert ref not in told
    assert world.alice.display_name not in told
    assert not AuditEntry.objects.filter(action="report.send").exists()


def test_all_who_reported_the_same_hear_what_came_of_it_once(world: World, message: int) -> None:
    for who in ("alice", "ada", "alice"):
        send(world, message, by=who)
    assert Report.objects.count() == 2
    do(world.mo, "report.decide", report=Report.objects.first().pk, outcome="acted", answer="It is hidden now.")  # type: ignore[union-attr]
    assert letters("What you told us of") == {}, "nothing goes out while it can be taken back"
    run_jobs()
    told = letters("What you told us of")
    assert set(told) == {world.alice.email, world.ada.email}
    assert "It is hidden now." in told[world.ada.email]
    assert not Report.objects.filter(decided_at=None).exists()


def test_a_report_about_a_moderator_is_for_organizers(world: World, room: Room) -> None:
    thread = Thread.objects.get(kind="room", key=str(room.pk)).pk
    said = do(world.mo, "message.post", thread=thread, text="Be quiet, newcomer")["message"]
    send(world, said, category="abuse")
    assert "Be quiet" not in desk(world, "mo").split('id="reports"')[1].split("</ol>")[0]
    assert "Be quiet" in desk(world, "olga")
    assert not LoggedEvent.objects.filter(type="report.sent").exists()
    assert set(letters("somebody of the team")) == {world.olga.email}
    report = Report.objects.get().pk
    with pytest.raises(NotFound):
        do(world.mo, "report.decide", report=report, outcome="left")
    do(world.olga, "report.decide", report=report, outcome="acted")


def test_one_cannot_report_what_one_cannot_see(world: World, message: int) -> None:
    for who in (world.charlie, world.nils):
        with pytest.raises(NotFound):
            do(who, "report.send", kind="message", key=str(message), category="spam")
    for kind, key in (
        ("message", "987654"),
        ("galaxy", "1"),
        ("person", "nobody"),
        ("question", "x"),
        ("message", "٣"),
    ):
        with pytest.raises(NotFound):
            do(world.alice, "report.send", kind=kind, key=key, category="spam")


def test_one_takes_back_what_is_ones_own_instead(world: World, message: int) -> None:
    with pytest.raises(Refusal) as refused:
        send(world, message, by="bob")
    assert refused.value.code == "report.oneself"


def test_a_report_about_an_anonymous_question_names_nobody(world: World, room: Room) -> None:
    question = do(world.bob, "question.ask", room=room.pk, text="Who pays you?", how="anonymous")["question"]
    do(world.alice, "report.send", kind="question", key=str(question), category="abuse")
    assert Report.objects.get().about is None
    shown = desk(world).split('id="reports"')[1].split("</ol>")[0]
    assert "Who pays you?" in shown
    assert world.bob.display_name not in shown


def test_a_risk_to_life_reaches_who_is_on_call(world: World, message: int) -> None:
    do(world.olga, "role.set", membership=world.member(world.mira).pk, role="safety", on=True)
    do(world.mira, "safety.on_call", conference="tidelines", hours=4)
    send(world, message, category="risk")
    assert set(letters("Risk to life")) == {world.mira.email}
    assert WORDS not in letters("Risk to life")[world.mira.email], "the words are read at the desk only"


def test_when_nobody_is_on_call_everybody_who_could_be_is_told(world: World, message: int) -> None:
    do(world.olga, "role.set", membership=world.member(world.mira).pk, role="safety", on=True)
    do(world.mira, "safety.on_call", conference="tidelines", hours=4)
    do(world.mira, "safety.on_call", conference="tidelines", hours=0)
    send(world, message, category="risk")
    assert set(letters("Risk to life")) == {world.mira.email, world.olga.email}


def test_the_page_says_plainly_whom_to_call_and_whether_anybody_is_there(world: World, message: int) -> None:
    do(world.olga, "safety.confirm_number", conference="tidelines", country="GB", number="999", label="Emergency")
    do(world.olga, "safety.confirm_number", conference="tidelines", country="NL", number="112", label="Alarm")
    page = browser_of(world.alice).get(f"/report/message/{message}").content.decode().split("whom-to-call")[1]
    assert "999" in page
    assert "Alarm" not in page, "the numbers of her own country only"
    assert "Nobody of this congress is on call just now" in page
    do(world.olga, "safety.on_call", conference="tidelines", hours=4)
    assert (
        "is on call and is told at once" in browser_of(world.alice).get(f"/report/message/{message}").content.decode()
    )


def test_a_number_needs_a_country_that_is_one(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        do(world.olga, "safety.confirm_number", conference="tidelines", country="ZZ", number="1", label="No")
    assert refused.value.field in {"country", "number"}


def test_the_report_page_is_there_for_who_sees_the_thing(world: World, message: int) -> None:
    assert browser_of(world.alice).get(f"/report/message/{message}").status_code == 200
    assert browser_of(world.nils).get(f"/report/message/{message}").status_code == 404
    assert browser_of().get(f"/report/message/{message}").status_code == 302


def test_reports_are_forgotten_half_a_year_after_the_congress(world: World, message: int) -> None:
    send(world, message)
    start = clock.now()
    before = clock.use(lambda: start + timedelta(days=200))
    try:
        assert duties.forget() == 0, "what waits is not forgotten"
        do(world.mo, "report.decide", report=Report.objects.get().pk, outcome="left")
        assert duties.forget() == 1
    finally:
        clock.use(before)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(world: World, message: int) -> None:
    send(world, message)
    report = Report.objects.get().pk
    outcomes: list[str] = []

    def decide(who: Any) -> None:
        try:
            do(who, "report.decide", report=report, outcome="left")
            outcomes.append("done")
        except Refusal as refused:
            outcomes.append(refused.code)

    at_once([world.mo, world.olga], decide)
    assert sorted(outcomes) == ["done", "report.moved_on"]
    run_jobs()
    assert len(letters("What you told us of")) == 1

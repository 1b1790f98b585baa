"""Whoever asked an anonymous question can be kept out, told why, and object; nobody finds out who it was by any of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail as django_mail

from conference.questions import queries as questions
from conference.questions.models import Seal
from conference.rooms import rules as rooms
from conference.rooms.models import Room
from core.errors import Refusal
from core.models import AuditEntry, OutgoingMail
from core.privacy import erase_person, export_person
from core.unit import unit_of_work
from moderation import unseen
from moderation.models import Appeal, Sanction
from realtime import presence, registry
from realtime.models import LoggedEvent
from tests import factories
from tests.clocks import later
from tests.conference import stage
from tests.conference.test_anonymity import dump
from tests.factories import World, browser_of, do
from tests.moderation.test_sanctions import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


@pytest.fixture
def question(world: World, room: Room) -> int:
    return int(do(world.bob, "question.ask", room=room.pk, text="A rude one", how="anonymous")["question"])


def hold(world: World, question: int, kind: str = "ban", **more: Any) -> int:
    where = "room" if kind == "remove" else "congress"
    data = {"question": question, "kind": kind, "where": where, "minutes": 60, "reason": "Rude to a patient", **more}
    made: int = do(world.mo, "author.hold", **data)["sanction"]
    return made


def code(who: Any, command: str, **data: Any) -> str:
    with pytest.raises(Refusal) as refused:
        do(who, command, **data)
    return refused.value.code


@pytest.mark.parametrize("kind", ["remove", "timeout", "ban"])
def test_the_author_is_out_at_once_and_nobody_else(world: World, room: Room, question: int, kind: str) -> None:
    thread = stage.thread(room).pk
    hold(world, question, kind)
    # A room one was taken out of is not there; who is out of the congress is told so
    said = "not_found" if kind == "remove" else "sanction.kept_out"
    assert code(world.bob, "message.post", thread=thread, text="Hello") == said
    assert not registry.may_read(world.bob.pk, room.stream)
    assert browser_of(world.bob).get(f"/tidelines/room/{room.session.code}").status_code == 403
    assert (browser_of(world.bob).get("/tidelines/people").status_code == 403) == (kind != "remove")
    do(world.ada, "message.post", thread=thread, text="Hello")
    assert registry.may_read(world.ada.pk, room.stream)


def test_open_pages_of_the_author_alone_are_asked_again(world: World, question: int) -> None:
    everybody = {world.bob.pk, world.ada.pk, world.mo.pk}
    assert unseen.changed(everybody) == set()
    made = hold(world, question)
    assert unseen.changed(everybody) == {world.bob.pk}
    with later(seconds=30):
        assert unseen.changed(everybody) == set()
        do(world.mo, "sanction.lift", sanction=made)
        assert unseen.changed(everybody) == {world.bob.pk}


def test_no_row_event_letter_or_lock_leads_to_her(world: World, question: int) -> None:
    before = dump()
    ban = hold(world, question, minutes=7 * DAY)
    do(world.olga, "sanction.confirm", sanction=ban)
    do(world.bob, "sanction.appeal", sanction=ban, text="I only asked")
    appeal = Appeal.objects.get().pk
    do(world.olga, "appeal.decide", appeal=appeal, lift=True, answer="You are right")
    while factories.run_jobs():
        pass
    added = {label: [row for row in rows if row not in before[label]] for label, rows in dump().items()}
    added.pop("sessions.Session", None)
    member = world.member(world.bob)
    said = json.dumps(added, default=str)
    assert not any(trace in said for trace in (member.ref, world.bob.email, "Fennimarsh"))
    ids = ("person_id", "membership_id", "actor_id", "user_id", "by_id", "author_id", "decided_by_id")
    assert not any(
        row.get(key) in {world.bob.pk, member.pk} for rows in added.values() for row in rows for key in ids[:1]
    )
    assert not any(row.get("person_id") == world.bob.pk for row in added["core.OutgoingMail"])
    assert not LoggedEvent.objects.filter(stream__name=f"user:{world.bob.pk}").exists()
    assert Sanction.objects.get().membership_id is None


def test_she_is_told_why_by_a_letter_that_no_table_keeps(world: World, question: int) -> None:
    django_mail.outbox.clear()
    hold(world, question)
    while factories.run_jobs():
        pass
    (letter,) = [one for one in django_mail.outbox if one.to == [world.bob.email]]
    assert "Rude to a patient" in letter.body
    assert not OutgoingMail.objects.filter(to=world.bob.email).exists()
    page = browser_of(world.bob).get("/tidelines/about-me").content.decode()
    assert "Rude to a patient" in page
    for who in (world.ada, world.mo, world.olga):
        assert "Rude to a patient" not in browser_of(who).get("/tidelines/about-me").content.decode()


def test_she_objects_without_a_name_and_somebody_else_answers(world: World, room: Room, question: int) -> None:
    ban = hold(world, question)
    assert code(world.ada, "sanction.appeal", sanction=ban, text="For her") == "not_found"
    appeal = do(world.bob, "sanction.appeal", sanction=ban, text="I only asked")["appeal"]
    page = browser_of(world.olga).get("/tidelines/desk").content.decode()
    assert "I only asked" in page
    assert world.member(world.bob).ref not in page
    assert code(world.mo, "appeal.decide", appeal=appeal, lift=True, answer="No") == "sanction.needs_another"
    do(world.olga, "appeal.decide", appeal=appeal, lift=True, answer="You are right")
    assert registry.may_read(world.bob.pk, room.stream)


def test_a_long_ban_needs_a_second_person(world: World, question: int) -> None:
    ban = hold(world, question, minutes=7 * DAY)
    with later(days=1, seconds=1):
        assert not world.actor(world.bob).restrictions
    assert code(world.mo, "sanction.confirm", sanction=ban) == "sanction.needs_another"
    do(world.olga, "sanction.confirm", sanction=ban)
    with later(days=2):
        assert not world.actor(world.bob).joined


def test_pages_of_the_team_say_the_same_of_her_as_before(world: World, room: Room, question: int) -> None:
    ref = world.member(world.bob).ref
    pages = (f"/tidelines/desk/member/{ref}", "/tidelines/people", "/tidelines/organize/people")
    team = {who: browser_of(who) for who in (world.mo, world.olga)}

    def seen() -> list[tuple[int, bool, bool]]:
        answers = [client.get(page) for client in team.values() for page in pages]
        return [(one.status_code, ref in one.content.decode(), b"Rude" in one.content) for one in answers]

    before = seen()
    hold(world, question)
    assert seen() == before
    for who in (world.mo, world.olga):
        for page in (
            "/tidelines/desk",
            f"/tidelines/desk/author/{question}",
            f"/tidelines/room/{room.session.code}/desk",
        ):
            assert ref not in team[who].get(page).content.decode()
    record = team[world.olga].get("/tidelines/organize/record").content.decode()
    assert "author.hold" in record
    assert "Fennimarsh" not in record


def test_a_sanction_by_name_is_answered_alike_whatever_holds_unseen(world: World, room: Room) -> None:
    """Organizers cannot be kept out by name: an unseen ban must not change that answer, nor hold for one."""
    asked = int(do(world.olga, "question.ask", room=room.pk, text="Mine", how="anonymous")["question"])
    hold(world, asked)
    assert world.actor(world.olga).joined
    her: dict[str, Any] = {
        "ref": world.member(world.olga).ref,
        "conference": world.congress.pk,
        "kind": "mute",
        "reason": "Rest",
    }
    assert code(world.mo, "sanction.impose", **her) == "sanction.organizer"


@pytest.mark.parametrize("kind", ["mute", "remove", "timeout", "ban"])
def test_an_organizer_goes_on_organizing_but_writes_no_more_and_is_told_so(world: World, room: Room, kind: str) -> None:
    """The moderator is answered as about anybody: that it was an organizer would be half a name."""
    asked = int(do(world.olga, "question.ask", room=room.pk, text="Mine", how="anonymous")["question"])
    thread = stage.thread(room).pk
    made = hold(world, asked, kind)
    assert code(world.olga, "message.post", thread=thread, text="Me again") == "sanction.muted_until"
    assert code(world.olga, "question.ask", room=room.pk, text="And?", how="anonymous") == "sanction.muted_until"
    do(world.olga, "room.change", room=room.pk, opening="open", questions_wait=False)
    do(world.olga, "announcement.write", conference="tidelines", text="Lunch is ready")
    while factories.run_jobs():
        pass
    (letter,) = django_mail.outbox
    assert letter.to == [world.olga.email]
    assert letter.subject == "Your writing is paused"
    assert ("You go on organizing" in letter.body) == (kind != "mute")
    do(world.mo, "sanction.lift", sanction=made)
    do(world.olga, "message.post", thread=thread, text="Me again")


def test_what_she_tries_meanwhile_is_not_recorded(world: World, room: Room) -> None:
    do(world.olga, "role.set", membership=world.member(world.ada).pk, role="moderator", on=True)
    asked = int(do(world.ada, "question.ask", room=room.pk, text="Mine", how="anonymous")["question"])
    hold(world, asked)
    before = AuditEntry.objects.count()
    assert code(world.ada, "author.hold", question=asked, reason="Testing") == "sanction.kept_out"
    assert AuditEntry.objects.count() == before


def test_nobody_is_listed_in_a_room_while_somebody_unseen_is_kept_out(
    world: World, room: Room, question: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "people", lambda stream: {world.ada.pk, world.bob.pk})
    here = f"/tidelines/room/{room.session.code}/here"
    assert "Ada" in browser_of(world.mira).get(here).content.decode()
    made = hold(world, question, "remove")
    assert browser_of(world.mira).get(here).content.decode().strip() == ""
    do(world.mo, "sanction.lift", sanction=made)
    assert "Ada" in browser_of(world.mira).get(here).content.decode()


def test_a_chair_decides_about_her_room_alone(world: World, room: Room, question: int) -> None:
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    data: dict[str, Any] = {"question": question, "minutes": 60, "reason": "Rude to a patient"}
    assert code(world.ada, "author.hold", kind="ban", where="congress", **data) == "permission.missing"
    do(world.ada, "author.hold", kind="remove", where="room", **data)
    assert not rooms.may_enter(world.actor(world.bob), room)
    assert world.actor(world.bob).joined


def test_a_named_question_has_no_unseen_author(world: World, room: Room) -> None:
    asked = int(do(world.bob, "question.ask", room=room.pk, text="By name", how="named")["question"])
    assert code(world.mo, "author.hold", question=asked, reason="Rude to a patient") == "not_found"


def test_it_leaves_with_her_seal(world: World, question: int) -> None:
    hold(world, question)
    assert "Rude to a patient" not in json.dumps(export_person(world.bob.pk), default=str)
    with unit_of_work():
        erase_person(world.bob.pk)
    assert not Sanction.objects.exists()
    assert not Seal.objects.filter(question=questions.question(question)).exists()

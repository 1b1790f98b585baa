"""The author of an anonymous question can be paused unseen; only two together learn a name, and the author hears of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from accounts.models import User
from conference.questions.models import Seal, Vote
from conference.questions.seals import actions
from conference.rooms.models import Room
from core import clock
from core.errors import Forbidden, NotFound
from core.models import AuditEntry
from core.unit import unit_of_work
from moderation.models import Sanction
from tests import factories
from tests.conference import stage
from tests.conference.test_anonymity import dump
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress)


@pytest.fixture
def question(world: World, room: Room) -> int:
    return int(do(world.bob, "question.ask", room=room.pk, text="A rude one", how="anonymous")["question"])


@pytest.fixture
def second(world: World) -> User:
    with unit_of_work():
        factories.member(other := factories.person("Second Organizer"), world.congress, ["organizer"])
    return other


def mute(world: World, question: int) -> None:
    do(world.mo, "author.hold", question=question, minutes=60, reason="Rude to a patient")


def test_the_paused_author_cannot_write_and_nobody_else_is_touched(world: World, room: Room, question: int) -> None:
    mute(world, question)
    with pytest.raises(Forbidden) as refused:
        do(world.bob, "message.post", thread=stage.thread(room).pk, text="Hello")
    assert refused.value.code == "sanction.muted_until"
    do(world.ada, "message.post", thread=stage.thread(room).pk, text="Hello")
    do(world.mo, "sanction.lift", sanction=Sanction.objects.get().pk)
    do(world.bob, "message.post", thread=stage.thread(room).pk, text="Hello")


def test_pausing_an_author_adds_no_row_that_leads_to_her(world: World, question: int) -> None:
    before = dump()
    mute(world, question)
    bob, member = world.bob.pk, world.member(world.bob)
    added = [row for label, rows in dump().items() for row in rows if row not in before[label]]
    people = ("person_id", "membership_id", "actor_id", "user_id", "by_id", "object_id")
    assert not any(
        row.get(key) in {bob, member.pk, str(member.pk)} for row in added for key in people if key != "object_id"
    )
    assert member.ref not in str(added)
    assert world.bob.email not in str(added)


def test_no_page_shows_moderators_whom_it_hit(world: World, room: Room, question: int) -> None:
    mute(world, question)
    client = factories.browser_of(world.mo)
    ref = world.member(world.bob).ref
    for address in (
        "/tidelines/desk",
        f"/tidelines/desk/author/{question}",
        f"/tidelines/room/{room.session.code}/desk",
    ):
        assert ref not in client.get(address).content.decode()
    told = client.get(f"/tidelines/desk/member/{ref}").content.decode()
    assert "Rude to a patient" not in told


def test_one_person_alone_opens_no_seal(world: World, question: int) -> None:
    opening = do(world.olga, "seal.ask", question=question, reason="A threat")["opening"]
    with pytest.raises(Forbidden):
        do(world.olga, "seal.decide", opening=opening, on=True)
    assert "Bob" not in factories.browser_of(world.olga).get(f"/tidelines/desk/author/{question}").content.decode()


def test_two_together_read_the_name_it_is_recorded_and_the_author_is_told(
    world: World, question: int, second: User
) -> None:
    opening = do(world.olga, "seal.ask", question=question, reason="A threat")["opening"]
    django_mail.outbox.clear()
    do(second, "seal.decide", opening=opening, on=True)
    factories.run_jobs()
    name = world.member(world.bob).shown_name
    for who in (world.olga, second):
        assert name in factories.browser_of(who).get(f"/tidelines/desk/author/{question}").content.decode()
    told = [message for message in django_mail.outbox if message.to == [world.bob.email]]
    assert len(told) == 1
    assert "A threat" in told[0].body
    assert list(AuditEntry.objects.filter(action__startswith="seal.").values_list("action", flat=True)) == [
        "seal.ask", "seal.decide",
    ]  # fmt: skip


def test_who_did_not_open_it_reads_no_name_nor_do_the_two_after_a_day(
    world: World, question: int, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = do(world.olga, "seal.ask", question=question, reason="A threat")["opening"]
    do(second, "seal.decide", opening=opening, on=True)
    name = world.member(world.bob).shown_name
    with unit_of_work():
        factories.member(third := factories.person("Third Organizer"), world.congress, ["organizer"])
    assert name not in factories.browser_of(third).get(f"/tidelines/desk/author/{question}").content.decode()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=25))
    assert name not in factories.browser_of(world.olga).get(f"/tidelines/desk/author/{question}").content.decode()


def test_moderators_may_not_ask_for_a_seal(world: World, question: int) -> None:
    with pytest.raises(Forbidden):
        do(world.mo, "seal.ask", question=question, reason="Curious")


def test_a_refused_opening_leaves_the_seal_closed(world: World, question: int, second: User) -> None:
    opening = do(world.olga, "seal.ask", question=question, reason="Curious")["opening"]
    do(second, "seal.decide", opening=opening, on=False)
    with pytest.raises(NotFound):
        do(second, "seal.decide", opening=opening, on=True)


def test_a_month_after_the_congress_seals_votes_and_pauses_are_gone(world: World, room: Room, question: int) -> None:
    do(world.ada, "question.vote", question=question, on=True)
    mute(world, question)
    ends = world.congress.ends_on
    actions.purge(ends)
    assert Seal.objects.count() == 1
    actions.purge(ends + timedelta(days=1))
    assert (Seal.objects.count(), Vote.objects.count(), Sanction.objects.count()) == (0, 0, 0)

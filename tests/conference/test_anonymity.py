"""Anonymous means anonymous: nobody finds the author of a sealed question in any table, page, frame or export."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings

from conference.questions import queries
from conference.questions.models import Question, Seal
from conference.rooms.models import Room
from core import sealing
from core.privacy import export_person
from realtime import log
from tests import factories
from tests.conference import stage
from tests.factories import World, do


@pytest.fixture
def room(world: World) -> Room:
    return stage.room(world.congress, questions_wait=True)


def dump() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {model._meta.label: list(model._default_manager.values()) for model in apps.get_models()}


def test_a_sealed_question_adds_no_row_that_leads_to_its_author(world: World, room: Room) -> None:
    do(world.ada, "question.ask", room=room.pk, text="by ada", how="anonymous")
    before = dump()
    do(world.bob, "question.ask", room=room.pk, text="by bob", how="anonymous", client_id=None)
    added = {label: [row for row in rows if row not in before[label]] for label, rows in dump().items()}
    membership = world.member(world.bob)
    traces = {"Fennimarsh", world.bob.email, membership.ref}
    said = json.dumps(added, default=str)
    assert not any(trace in said for trace in traces)
    keys = ("asker_id", "author_id", "person_id", "actor_id", "voter_id", "membership_id", "by_id", "user_id")
    assert not any(row.get(key) for rows in added.values() for row in rows for key in keys)
    assert {label for label, rows in added.items() if rows} <= {
        "questions.Question", "questions.Seal", "realtime.LoggedEvent", "realtime.Stream", "core.StoredCommand",
    }  # fmt: skip


def test_a_named_question_does_name_its_author_so_that_the_test_above_can_fail(world: World, room: Room) -> None:
    before = dump()
    do(world.bob, "question.ask", room=room.pk, text="by bob", how="named")
    added = [row for label, rows in dump().items() for row in rows if row not in before[label]]
    assert any(row.get("asker_id") for row in added)


def test_no_page_frame_or_export_of_anybody_tells(world: World, room: Room) -> None:
    do(world.bob, "question.ask", room=room.pk, text="by bob", how="anonymous")
    do(world.mo, "question.decide", question=Question.objects.get().pk, state="visible")
    frames = json.dumps([e.data for s in (room.stream, room.desk) for e in log.read(s, 0)])
    assert "Fennimarsh" not in frames
    assert world.member(world.bob).ref not in frames
    for who in (world.mo, world.olga, world.ada):
        for page in ("", "/desk"):
            html = factories.browser_of(who).get(f"/tidelines/room/{room.session.code}{page}").content.decode()
            assert "Fennimarsh" not in html
        assert "by bob" not in json.dumps(export_person(who.pk), default=str)


def test_the_author_alone_sees_that_it_is_hers_and_may_take_it_back(world: World, room: Room) -> None:
    do(world.bob, "question.ask", room=room.pk, text="by bob", how="anonymous")
    question = queries.question(Question.objects.get().pk)
    assert queries.is_mine(world.actor(world.bob), question)
    assert not queries.is_mine(world.actor(world.ada), question)
    assert queries.board(world.actor(world.bob), room).mine == [question.pk]
    do(world.bob, "question.withdraw", question=question.pk)


def test_a_seal_opens_with_the_key_for_its_own_question_only(world: World, room: Room) -> None:
    do(world.bob, "question.ask", room=room.pk, text="by bob", how="anonymous")
    seal = Seal.objects.get()
    assert sealing.unseal(seal.ciphertext, seal.question_id, settings.SEAL_KEY) == world.bob.pk
    for question, key in ((seal.question_id + 1, settings.SEAL_KEY), (seal.question_id, "another key")):
        with pytest.raises(InvalidTag):
            sealing.unseal(seal.ciphertext, question, key)


def test_seals_of_one_person_look_alike_in_nothing() -> None:
    first, second = sealing.seal(7, 1, "k"), sealing.seal(7, 1, "k")
    assert first != second
    assert len(first) == len(sealing.seal(2**40, 99, "k"))
    assert sealing.mark(7, 1, "k") != sealing.mark(7, 2, "k")

"""What a speaker finds at home: her talks, the way in, what may be recorded, the chat behind the stage, open questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conference.questions.models import Question
from conference.rooms import actions as rooms
from conference.rooms.models import Recording, Room, Slides
from core import clock
from core.errors import Invalid, NotFound, Refusal
from core.payload import Uploaded
from realtime import registry
from tests import factories
from tests.conference import stage
from tests.factories import World, do, speaker_in


@pytest.fixture
def room(world: World) -> Room:
    """Alice and Mira speak here; Bob attends, Mo moderates."""
    made = stage.room(world.congress)
    speaker_in(made, world.alice)
    speaker_in(made, world.mira)
    return made


def backstage(world: World, room: Room) -> int:
    """The thread behind the stage, once its page was opened."""
    from messaging.models import Thread

    factories.browser_of(world.alice).get(f"/tidelines/room/{room.session.code}/backstage")
    return Thread.objects.get(kind="backstage", key=str(room.pk)).pk


def test_the_home_of_a_speaker_lists_her_talks_and_leads_in(world: World, room: Room) -> None:
    page = factories.browser_of(world.alice).get("/tidelines/speaking").content.decode()
    assert room.session.title in page
    assert f"/tidelines/room/{room.session.code}" in page
    assert "Camera, microphone, loudspeaker" in page
    assert "No talk of yours" in factories.browser_of(world.bob).get("/tidelines/speaking").content.decode()
    assert "You speak" in factories.browser_of(world.alice).get("/tidelines/").content.decode()
    assert factories.browser_of(world.charlie).get("/tidelines/speaking").status_code == 404


def test_behind_the_stage_are_speakers_chair_and_moderators_and_nobody_else(world: World, room: Room) -> None:
    thread = backstage(world, room)
    do(world.alice, "message.post", thread=thread, text="BACKSTAGEWORD")
    do(world.mo, "message.post", thread=thread, text="Five minutes left")
    do(world.olga, "chair.name", room=room.pk, email=world.ada.email)
    address, stream = f"/tidelines/room/{room.session.code}/backstage", f"backstage:{room.pk}"
    for who in (world.alice, world.mira, world.mo, world.ada):
        assert "BACKSTAGEWORD" in factories.browser_of(who).get(address).content.decode()
        assert registry.may_read(who.pk, stream)
    for who in (world.bob, world.charlie):
        assert factories.browser_of(who).get(address).status_code in {403, 404}
        assert not registry.may_read(who.pk, stream)
        assert "BACKSTAGEWORD" not in factories.browser_of(who).get(f"/tidelines/transcript/{thread}").content.decode()
    with pytest.raises(NotFound):
        do(world.bob, "message.post", thread=thread, text="Let me in")


def test_the_strictest_word_of_all_speakers_holds_at_once(world: World, room: Room) -> None:
    do(world.mo, "recording.attach", room=room.pk, url="/media/talk.mp4", consent="yes")
    do(world.alice, "speaker.agree", room=room.pk, mark="open")
    assert Recording.objects.exists()
    do(world.mira, "speaker.agree", room=room.pk, mark="no_recording", embargo="2027-03-01")
    room.refresh_from_db()
    assert room.mark == "no_recording"
    assert room.embargo_until is not None
    assert not Recording.objects.exists()
    do(world.mira, "speaker.agree", room=room.pk, mark="open")
    room.refresh_from_db()
    assert room.mark == "no_recording", "only the desk loosens it"
    desk = factories.browser_of(world.mo).get(f"/tidelines/room/{room.session.code}/desk").content.decode()
    assert "Mira Lindenquell" in desk


def test_only_speakers_say_how_a_talk_may_be_used(world: World, room: Room) -> None:
    for who in (world.bob, world.charlie):
        with pytest.raises(NotFound):
            do(who, "speaker.agree", room=room.pk, mark="open")


def test_a_speaker_answers_in_writing_what_is_still_open(world: World, room: Room) -> None:
    asked = do(world.bob, "question.ask", room=room.pk, text="Which model?", how="named")["question"]
    address = f"/tidelines/room/{room.session.code}/backstage"
    assert b"Which model?" in factories.browser_of(world.alice).get(address).content
    do(world.alice, "question.answer", question=asked, answer="Zebrafish.")
    question = Question.objects.get()
    assert (question.state, question.answer) == ("answered_written", "Zebrafish.")
    assert b"Nothing is open just now." in factories.browser_of(world.alice).get(address).content


def test_a_speaker_neither_sees_nor_answers_what_waits_nor_what_is_asked_elsewhere(world: World, room: Room) -> None:
    elsewhere = factories.room_of(world.congress, "Another session")
    asked = do(world.bob, "question.ask", room=elsewhere.pk, text="Elsewhere?", how="named")["question"]
    do(world.mo, "room.change", room=room.pk, opening="open", questions_wait=True)
    waiting = do(world.bob, "question.ask", room=room.pk, text="PENDINGWORD?", how="named")["question"]
    for question in (asked, waiting):
        with pytest.raises(Refusal):
            do(world.alice, "question.answer", question=question, answer="Yes.")
    page = factories.browser_of(world.alice).get(f"/tidelines/room/{room.session.code}/backstage").content
    assert b"PENDINGWORD" not in page


PDF = b"%PDF-1.7\nSLIDESWORD\n%%EOF\n"


def bring(world: World, room: Room, name: str = "talk.pdf", content: bytes = PDF) -> int:
    pk: int = do(world.alice, "slides.bring", room=room.pk, file=Uploaded(name, content))["slides"]
    return pk


def test_slides_come_as_an_attachment_with_a_policy_of_their_own(world: World, room: Room) -> None:
    first = bring(world, room, "first.pdf")
    pk = bring(world, room, "second \u202efdp.pdf")
    assert not Slides.objects.filter(pk=first).exists(), "the new ones take the place of those before"
    address = f"/tidelines/room/{room.session.code}"
    assert f"{address}/slides/{pk}" in factories.browser_of(world.bob).get(address).content.decode()
    answer = factories.browser_of(world.bob).get(f"{address}/slides/{pk}")
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert factories.browser_of(world.charlie).get(f"{address}/slides/{pk}").status_code == 403
    assert factories.browser_of(world.bob).get(f"{address}/slides/{pk + 99}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.pdf", b"<script>alert(1)</script>"),
        ("talk.svg", b"<svg/>"),
        ("talk.html", PDF),
        ("talk.pdf", PDF + b"<b>"),
    ],
)
def test_what_is_no_pdf_is_refused_at_its_field(world: World, room: Room, name: str, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        bring(world, room, name, content)
    assert refused.value.field == "file"


def test_slides_wait_for_the_session_and_for_the_end_of_an_embargo(world: World) -> None:
    room = rooms.room_of(stage.session(world.congress, starts_in=60))
    speaker_in(room, world.alice)
    pk = bring(world, room)
    address = f"/tidelines/room/{room.session.code}/slides/{pk}"
    assert factories.browser_of(world.bob).get(address).status_code == 404
    assert factories.browser_of(world.mo).get(address).status_code == 200
    running = stage.room(world.congress)
    speaker_in(running, world.alice)
    pk = bring(world, running)
    day = (clock.now() + timedelta(days=3)).date()
    do(world.mo, "room.mark", room=running.pk, mark="open", embargo=day.isoformat())
    address = f"/tidelines/room/{running.session.code}/slides/{pk}"
    assert factories.browser_of(world.bob).get(address).status_code == 404


def test_only_its_speaker_and_the_desk_take_slides_away(world: World, room: Room) -> None:
    pk = bring(world, room)
    with pytest.raises(NotFound):
        do(world.bob, "slides.drop", slides=pk)
    with pytest.raises(Refusal):
        do(world.mira, "slides.drop", slides=pk)
    do(world.mo, "slides.drop", slides=pk)
    assert not Slides.objects.exists()

"""The door of the commands: what is refused, what happens once, what is remembered of whom."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Membership
from core import clock, commands, dispatch
from core.dispatch import Caller
from core.errors import Conflict, Forbidden, Invalid, Throttled
from core.models import AuditEntry, StoredCommand
from tests.factories import World, browser_of, do, room_of

pytestmark = pytest.mark.django_db

GOOD = {"display_name": "Bob Newname", "zone": "Asia/Tokyo"}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"shoe_size": 43}, "field.extra_forbidden", "shoe_size"),
        ({"display_name": "x" * 121}, "field.string_too_long", "display_name"),
        ({"display_name": ""}, "field.string_too_short", "display_name"),
        ({"display_name": 7}, "field.string_type", "display_name"),
        ({"zone": "Mars/Olympus"}, "field.value_error", "zone"),
        ({"languages": "en"}, "field.list_type", "languages"),
        ({"career_stage": "king"}, "field.literal_error", "career_stage"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field_and_nothing_written(
    world: World, change: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.bob, "profile.edit", **{**GOOD, **change})
    assert (refused.value.code, refused.value.field, refused.value.status) == (code, field, 422)
    world.bob.refresh_from_db()
    assert world.bob.display_name == "Bob Fennimarsh"
    assert not StoredCommand.objects.exists()


def test_a_missing_field_is_named(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.bob, "profile.edit", display_name="Bob")
    assert (refused.value.code, refused.value.field) == ("field.missing", "zone")


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_the_data_of_a_command_is_an_object(world: World, data: object) -> None:
    with pytest.raises(Invalid) as refused:
        dispatch.dispatch("profile.edit", data, Caller(world.bob.pk))
    assert refused.value.code == "data.not_an_object"


def test_a_form_that_does_not_fit_comes_back_with_its_words(world: World) -> None:
    response = browser_of(world.bob).post(
        "/c/profile.edit", {**GOOD, "affiliation": "Kept Institute", "zone": "Mars/Olympus"}
    )
    assert response.status_code == 422
    assert "Kept Institute" in response.content.decode()


@pytest.mark.parametrize("body", ["{", "[]", "NaN", '{"data": NaN}', "[" * 100_000])
def test_a_broken_body_is_refused_in_words(world: World, body: str) -> None:
    response = browser_of(world.bob).post("/c/profile.edit", body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["error"]["code"].startswith("body.")


def test_a_json_caller_gets_the_result_and_201(world: World) -> None:
    body = json.dumps({"client_id": str(uuid4()), "data": GOOD})
    response = browser_of(world.bob).post("/c/profile.edit", body, content_type="application/json")
    assert response.status_code == 201
    world.bob.refresh_from_db()
    assert world.bob.zone == "Asia/Tokyo"


def test_a_form_goes_on_to_its_next_page_and_never_to_another_site(world: World) -> None:
    bob = browser_of(world.bob)
    where = {"conference": "tidelines"}
    assert bob.post("/c/conference.leave", {**where, "next": "https://evil.example/"})["Location"] == "/"
    do(world.bob, "conference.join", **where, appears="listed", consent="yes")
    block = {"membership": world.member(world.alice).pk, "on": "on"}
    assert bob.post("/c/block.set", {**block, "next": "/tidelines/people"})["Location"] == "/tidelines/people"
    assert bob.post("/c/block.set", {**block, "next": "https://evil.example/"})["Location"] == "/"


def test_without_a_token_a_browser_form_is_refused(world: World) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post("/c/profile.edit", GOOD).status_code == 403


def test_sending_twice_with_one_client_id_is_sending_once(world: World) -> None:
    client_id = str(uuid4())
    thread = _thread(world)
    first = do(world.bob, "message.post", client_id=client_id, thread=thread, text="Once")
    again = do(world.bob, "message.post", client_id=client_id, thread=thread, text="Once")
    assert first == again
    from messaging.models import Message

    assert Message.objects.filter(text="Once").count() == 1


def test_one_client_id_for_two_different_things_is_a_conflict(world: World) -> None:
    client_id = str(uuid4())
    thread = _thread(world)
    do(world.bob, "message.post", client_id=client_id, thread=thread, text="One thing")
    for name, data in (
        ("message.post", {"thread": thread, "text": "Another thing"}),
        ("conference.leave", {"conference": "tidelines"}),
    ):
        with pytest.raises(Conflict) as refused:
            do(world.bob, name, client_id=client_id, **data)
        assert refused.value.code == "command.reused"


def test_two_people_may_use_the_same_client_id(world: World) -> None:
    client_id = str(uuid4())
    thread = _thread(world)
    bobs = do(world.bob, "message.post", client_id=client_id, thread=thread, text="Hello")
    alices = do(world.alice, "message.post", client_id=client_id, thread=thread, text="Hello")
    assert bobs != alices


def test_a_refused_command_may_be_sent_again_with_the_same_id(world: World) -> None:
    client_id = str(uuid4())
    with pytest.raises(Invalid):
        do(
            world.bob,
            "conference.join",
            client_id=client_id,
            conference="tidelines",
            appears="pseudonym",
            consent="yes",
        )
    do(
        world.bob,
        "conference.join",
        client_id=client_id,
        conference="tidelines",
        appears="pseudonym",
        pseudonym="Night Owl",
        consent="yes",
    )


def test_a_client_id_is_a_uuid(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.bob, "profile.edit", client_id="not one", **GOOD)
    assert refused.value.field == "client_id"


def test_too_much_at_once_is_refused_with_the_time_to_wait(world: World) -> None:
    caller = Caller(world.bob.pk, "203.0.113.7")
    command = commands.get("profile.edit")
    assert command is not None
    for _ in range(command.limit.times):
        dispatch.dispatch("profile.edit", GOOD, caller)
    with pytest.raises(Throttled) as refused:
        dispatch.dispatch("profile.edit", GOOD, caller)
    assert refused.value.retry_after is not None
    assert 0 < refused.value.retry_after <= command.limit.per
    # Limits are each person's own, and do not count for this machine itself
    dispatch.dispatch("profile.edit", GOOD, Caller(world.alice.pk, "203.0.113.7"))
    dispatch.dispatch("profile.edit", GOOD, Caller(world.bob.pk, None))


def test_a_limit_ends_with_its_window(world: World) -> None:
    from datetime import timedelta

    caller = Caller(world.bob.pk, "203.0.113.7")
    start = clock.now()
    before = clock.use(lambda: start)
    try:
        for _ in range(60):
            dispatch.dispatch("profile.edit", GOOD, caller)
        clock.use(lambda: start + timedelta(hours=1))
        dispatch.dispatch("profile.edit", GOOD, caller)
    finally:
        clock.use(before)


def test_privileged_commands_are_remembered_and_refused_attempts_too(world: World) -> None:
    membership = world.member(world.ada).pk
    do(world.olga, "role.set", membership=membership, role="moderator", on=True)
    with pytest.raises(Forbidden):
        do(world.bob, "role.set", membership=membership, role="organizer", on=True)
    done, refused = AuditEntry.objects.order_by("pk")
    assert (done.actor_id, done.action, done.on, done.outcome) == (
        world.olga.pk,
        "role.set",
        f"membership:{membership}",
        "done",
    )
    assert (refused.actor_id, refused.outcome, refused.detail) == (world.bob.pk, "permission.missing", {})


def test_no_row_leads_from_an_anonymous_command_to_its_sender(world: World) -> None:
    room = room_of(world.congress)
    do(world.bob, "question.ask", room=room.pk, text="May I ask this?", how="anonymous")
    stored = StoredCommand.objects.filter(name="question.ask").get()
    assert stored.key not in _keys_anyone_could_make(world.bob.pk)
    assert {f.name for f in StoredCommand._meta.get_fields()} == {"key", "name", "body_digest", "answer", "stored_on"}
    assert not AuditEntry.objects.filter(actor=world.bob).exists()
    assert not Membership.objects.filter(person=world.bob, questions__isnull=False).exists()


def test_every_command_is_described_for_programs() -> None:
    described = browser_of().get("/api/v1/commands").json()["commands"]
    assert {entry["name"] for entry in described} == {command.name for command in commands.registered()}
    for entry in described:
        assert entry["text"].endswith((".", "m."))
        assert entry["limit"]["times"] > 0
        assert entry["schema"]["additionalProperties"] is False


def test_every_permission_is_declared() -> None:
    assert commands.undeclared_permissions() == []


def test_forms_of_commands_are_templates_that_exist() -> None:
    from django.template.loader import get_template

    for command in commands.registered():
        if command.form:
            get_template(command.form)


def _keys_anyone_could_make(person_id: int) -> set[str]:
    """What a reader of the table could try without the key that is kept elsewhere."""
    return {hashlib.sha256(f"{person_id}:{entry}".encode()).hexdigest() for entry in ("", "question.ask")}


def _thread(world: World) -> int:
    from messaging.models import Thread

    return Thread.objects.get(kind="room", key=str(room_of(world.congress).pk)).pk

"""Programs act for a person by her token: as she may, no more, until she deletes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Token, User
from accounts.tokens import duties, queries
from core import clock
from core.errors import Conflict, NotFound
from tests.factories import World, browser_of, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(world: World) -> Token:
    return Token.objects.get(pk=do(world.bob, "token.make", name="Room screen")["token"])


@pytest.fixture
def program() -> Client:
    """A client as strict as a browser about forged requests."""
    return Client(enforce_csrf_checks=True)


def send(program: Client, command: str, secret: str, **data: object) -> tuple[int, dict[str, object]]:
    body = json.dumps({"client_id": str(uuid4()), "data": data})
    answer = program.post(
        f"/c/{command}", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    return answer.status_code, answer.json()


GOOD = {"display_name": "Bob Newname", "zone": "Asia/Tokyo"}


def test_a_program_does_what_its_person_may(world: World, token: Token, program: Client) -> None:
    status, _answer = send(program, "profile.edit", queries.secret_of(token), **GOOD)
    assert status == 201
    world.bob.refresh_from_db()
    assert world.bob.zone == "Asia/Tokyo"
    token.refresh_from_db()
    assert token.used_on == clock.now().date()


def test_without_a_token_a_forged_request_is_still_refused(world: World, program: Client) -> None:
    program.force_login(world.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert program.post("/c/profile.edit", GOOD).status_code == 403


@pytest.mark.parametrize("secret", ["", "mrd", "mrd_1", "mrd_²_a", "mrd_999_abc", "mrd_" + "9" * 40 + "_a", "x" * 5000])
def test_words_that_are_no_token_are_refused(world: World, token: Token, program: Client, secret: str) -> None:
    status, answer = send(program, "profile.edit", secret, **GOOD)
    assert (status, answer["error"]["code"]) == (401, "token.unknown")  # type: ignore[index]


def test_a_bad_token_is_refused_though_the_cookie_is_good(world: World, program: Client) -> None:
    program.force_login(world.bob, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send(program, "profile.edit", "mrd_1_0", **GOOD)[0] == 401


def test_the_token_counts_and_not_the_cookie(world: World, token: Token, program: Client) -> None:
    program.force_login(world.alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    send(program, "profile.edit", queries.secret_of(token), **GOOD)
    world.alice.refresh_from_db()
    assert world.alice.display_name == "Alice Larkenfield"


def test_a_deleted_token_ends_at_once(world: World, token: Token, program: Client) -> None:
    secret = queries.secret_of(token)
    do(world.bob, "token.drop", token=token.pk)
    assert send(program, "profile.edit", secret, **GOOD)[0] == 401


def test_a_token_ends_after_its_last_day(world: World, token: Token, program: Client) -> None:
    Token.objects.filter(pk=token.pk).update(ends_on=clock.now().date() - timedelta(days=1))
    assert send(program, "profile.edit", queries.secret_of(token), **GOOD)[0] == 401


def test_a_program_neither_makes_tokens_nor_erases_its_person(world: World, token: Token, program: Client) -> None:
    for command, data in (("token.make", {"name": "More"}), ("person.erase_me", {"confirm": "erase"})):
        status, answer = send(program, command, queries.secret_of(token), **data)
        assert (status, answer["error"]["code"]) == (403, "token.not_here")  # type: ignore[index]
    assert User.objects.filter(pk=world.bob.pk).exists()


def test_pages_are_not_opened_by_a_token(world: World, token: Token, program: Client) -> None:
    answer = program.get("/profile", headers={"Authorization": f"Bearer {queries.secret_of(token)}"})
    assert answer.status_code == 302


def test_nobody_ends_or_reads_the_token_of_another(world: World, token: Token) -> None:
    with pytest.raises(NotFound):
        do(world.alice, "token.drop", token=token.pk)
    assert browser_of(world.alice).get(f"/profile?token={token.pk}").status_code == 404


def test_the_secret_is_shown_once_made_and_stands_in_no_table(world: World, token: Token) -> None:
    secret = queries.secret_of(token)
    browser = browser_of(world.bob)
    assert secret in browser.get(f"/profile?token={token.pk}").content.decode()
    assert secret not in browser.get("/profile").content.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert secret.rpartition("_")[2] not in str(cursor.fetchall()), table


def test_ten_tokens_are_enough(world: World) -> None:
    for number in range(10):
        do(world.bob, "token.make", name=f"Program {number}")
    with pytest.raises(Conflict) as refused:
        do(world.bob, "token.make", name="One more")
    assert refused.value.code == "token.too_many"


def test_a_token_goes_when_its_year_is_over(token: Token) -> None:
    before = clock.use(lambda: datetime.combine(token.ends_on, time(23), tzinfo=UTC))
    try:
        assert duties.forget() == 0
        clock.use(lambda: datetime.combine(token.ends_on + timedelta(days=1), time(1), tzinfo=UTC))
        assert duties.forget() == 1
    finally:
        clock.use(before)
    assert not Token.objects.exists()

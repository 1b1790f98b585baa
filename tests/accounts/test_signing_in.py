"""Coming in by a code that is sent by e-mail, and going out."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from realtime.entrance import digest_of
from realtime.models import LoggedEvent
from tests.factories import World, browser_of

pytestmark = pytest.mark.django_db


def test_a_newcomer_signs_up_with_name_zone_and_a_code(world: World) -> None:
    browser = Client()
    form = {"email": "new@people.example", "display_name": "  Nora   Newcomer ", "zone": "Africa/Nairobi"}
    response = browser.post("/accounts/signup/", {**form, "next": "/tidelines/join"}, follow=True)
    assert response.status_code == 200
    browser.post(response.request["PATH_INFO"], {"code": _code("new@people.example")}, follow=True)
    nora = User.objects.get(email="new@people.example")
    assert (nora.display_name, nora.zone) == ("Nora Newcomer", "Africa/Nairobi")
    assert not nora.has_usable_password()
    assert browser.get("/profile").status_code == 200


def test_a_zone_nobody_knows_becomes_utc_and_stops_nobody(world: World) -> None:
    Client().post("/accounts/signup/", {"email": "new@people.example", "display_name": "Nora", "zone": "Mars/Olympus"})
    assert User.objects.get(email="new@people.example").zone == "UTC"


def test_a_name_of_nothing_but_spaces_is_asked_for_again(world: World) -> None:
    response = Client().post(
        "/accounts/signup/", {"email": "new@people.example", "display_name": "\u200b ", "zone": "UTC"}
    )
    assert "Please fill this in" in response.content.decode()
    assert not User.objects.filter(email="new@people.example").exists()


def test_bob_signs_in_by_a_code_and_goes_on_to_where_he_was(world: World) -> None:
    browser = Client()
    sent = browser.post("/accounts/login/code/?next=/tidelines/people", {"email": world.bob.email}, follow=True)
    assert sent.status_code == 200
    path = sent.request["PATH_INFO"]
    done = browser.post(path, {"code": _code(world.bob.email), "next": "/tidelines/people"})
    assert done.status_code == 302
    assert browser.get("/tidelines/people").status_code == 200


def test_a_wrong_code_does_not_sign_in(world: World) -> None:
    browser = Client()
    sent = browser.post("/accounts/login/code/", {"email": world.bob.email}, follow=True)
    browser.post(sent.request["PATH_INFO"], {"code": "WRONG1"})
    assert browser.get("/profile").status_code == 302


def test_an_unknown_address_looks_like_a_known_one(world: World) -> None:
    pages = [
        Client().post("/accounts/login/code/", {"email": email}, follow=True)
        for email in (world.bob.email, "nobody@people.example")
    ]
    assert pages[0].request["PATH_INFO"] == pages[1].request["PATH_INFO"]
    assert pages[0].status_code == pages[1].status_code == 200


def test_signing_out_closes_the_sockets_of_that_browser(world: World) -> None:
    browser = browser_of(world.bob)
    key = browser.session.session_key or ""
    browser.post("/accounts/logout/")
    event = LoggedEvent.objects.get(stream__name=f"user:{world.bob.pk}", data__ended_sessions=[digest_of(key)])
    assert event.data["person"] == world.bob.pk
    assert key not in str(event.data)
    assert browser.get("/profile").status_code == 302


def _code(email: str) -> str:
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [email])
    found = re.search(r"^\s*([A-Z0-9][A-Z0-9-]{5,})\s*$", str(letter.body), re.MULTILINE)
    assert found is not None, letter.body
    return found[1]

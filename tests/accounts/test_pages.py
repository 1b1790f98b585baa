"""Every page about people opens for those it is for, and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import allow_conferences
from tests.factories import World, browser_of, do, member, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/help", "/tidelines/help", "/privacy", "/tidelines/", "/accounts/login/", "/accounts/signup/"]
)
def test_pages_that_need_no_account_open_signed_out(world: World, path: str) -> None:
    assert browser_of().get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/profile", "/profile/export", "/profile/erase", "/tidelines/join", "/tidelines/people", "/tidelines/organize"],
)
def test_other_pages_lead_to_the_door_and_back(world: World, path: str) -> None:
    response = browser_of().get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=%2F")


@pytest.mark.parametrize("path", ["/tidelines/", "/tidelines/people", "/profile", "/profile/erase", "/help"])
def test_an_attendee_opens_the_pages_of_members(world: World, path: str) -> None:
    assert browser_of(world.bob).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/tidelines/organize", "/tidelines/organize/people"])
def test_only_organizers_open_the_pages_of_organizers(world: World, path: str) -> None:
    assert browser_of(world.olga).get(path).status_code == 200
    assert browser_of(world.bob).get(path).status_code == 403
    assert browser_of(world.charlie).get(path).status_code == 404


def test_organizers_find_their_pages_in_chapters_and_say_where_one_is(world: World) -> None:
    text = browser_of(world.olga).get("/tidelines/organize/programme/outbox").content.decode()
    chapters, pages = re.findall(r'<nav class="(?:subnav|seg chapter-nav)".*?</nav>', text, re.DOTALL)
    assert re.findall(r'<a href="[^"]*" aria-current="(\w+)">([^<]+)<', chapters) == [("true", "Programme")]
    assert re.findall(r'<a href="[^"]*" aria-current="(\w+)">([^<]+)<', pages) == [("page", "Outbox")]
    assert "/tidelines/organize/programme/import" in pages
    alone = browser_of(world.olga).get("/tidelines/organize/settings").content.decode()
    assert "chapter-nav" not in alone
    assert '<a href="/tidelines/organize/settings" aria-current="page">' in alone


def test_charlie_meets_the_public_face_and_not_the_people(world: World) -> None:
    charlie = browser_of(world.charlie)
    assert "/tidelines/join" in charlie.get("/tidelines/").content.decode()
    ref = world.member(world.bob).ref
    for path in ("/tidelines/people", f"/tidelines/people/{ref}"):
        response = charlie.get(path)
        assert response.status_code == 404
        assert "Fennimarsh" not in response.content.decode()


def test_an_unknown_conference_is_a_page_that_says_so(world: World) -> None:
    response = browser_of(world.bob).get("/no-such-congress/")
    assert response.status_code == 404
    assert "cannot find" in response.content.decode()


def test_a_signed_in_person_is_led_to_her_congress(world: World) -> None:
    assert browser_of(world.bob).get("/")["Location"] == "/tidelines/"


def test_a_conference_by_invitation_is_not_on_the_start_page(world: World) -> None:
    world.neighbour.join_policy = "invited"
    world.neighbour.save()
    page = browser_of().get("/").content.decode()
    assert "Tidelines 2026" in page
    assert "Coastal" not in page


def test_the_list_shows_listed_people_only(world: World) -> None:
    world.congress.memberships.filter(person=world.ada).update(appears="quiet")
    world.congress.memberships.filter(person=world.mira).update(appears="pseudonym", pseudonym="Night Owl")
    page = browser_of(world.bob).get("/tidelines/people").content.decode()
    assert "Alice Larkenfield" in page
    assert "Meghadri" not in page
    assert "Lindenquell" not in page


def test_a_pseudonym_page_tells_nothing_but_the_pseudonym_and_the_company(world: World) -> None:
    world.congress.memberships.filter(person=world.mira).update(appears="pseudonym", pseudonym="Night Owl")
    type(world.mira).objects.filter(pk=world.mira.pk).update(industry="Acme Pharma", affiliation="Linden Spring")
    page = browser_of(world.bob).get(f"/tidelines/people/{world.member(world.mira).ref}").content.decode()
    assert "Night Owl" in page
    assert "Acme Pharma" in page
    for hidden in ("Lindenquell", "Linden Spring", "Europe/Berlin"):
        assert hidden not in page


def test_people_are_found_by_name_and_institution(world: World) -> None:
    page = browser_of(world.bob).get("/tidelines/people", {"q": "larkenfield"}).content.decode()
    assert "Alice Larkenfield" in page
    assert "Mo Saffaranpur" not in page


@pytest.mark.parametrize("path", ["/tidelines/people", "/tidelines/organize/people", "/profile", "/"])
def test_more_people_do_not_mean_more_queries(
    world: World, path: str, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    olga = browser_of(world.olga)
    olga.get(path)
    with CaptureQueriesContext(connection) as few:
        olga.get(path)
    for _ in range(5):
        member(person(), world.congress, ["mentor", "speaker"])
        do(world.olga, "conference.invite", conference="tidelines", email=f"{uuid4().hex}@people.example")
    with django_assert_max_num_queries(len(few)):
        olga.get(path)


def test_olga_finds_the_way_to_a_new_conference(world: World) -> None:
    allow_conferences(world.olga.pk, True)
    assert "/conferences/new" in browser_of(world.olga).get("/profile").content.decode()
    assert "/conferences/new" not in browser_of(world.bob).get("/profile").content.decode()
    assert browser_of(world.bob).get("/conferences/new").status_code == 403


def test_an_organizer_changes_what_the_congress_is(world: World) -> None:
    browser = browser_of(world.olga)
    page = browser.get("/tidelines/organize/settings").content.decode()
    assert "Tidelines 2026" in page
    data = {"conference": "tidelines", "name": "Tidelines 2027", "zone": "Asia/Tokyo", "join_policy": "invited"}
    answer = browser.post("/c/conference.edit", {**data, "starts_on": "2027-05-01", "ends_on": "2027-05-03"})
    assert answer["Location"] == "/tidelines/organize/settings?saved=1"
    world.congress.refresh_from_db()
    assert (world.congress.name, world.congress.zone, world.congress.slug) == (
        "Tidelines 2027",
        "Asia/Tokyo",
        "tidelines",
    )


def test_a_congress_that_would_end_before_it_starts_keeps_its_days_and_the_words(world: World) -> None:
    data = {"conference": "tidelines", "name": "Kept name", "zone": "UTC", "join_policy": "open"}
    answer = browser_of(world.olga).post(
        "/c/conference.edit", {**data, "starts_on": "2027-05-03", "ends_on": "2027-05-01"}
    )
    assert answer.status_code == 422
    assert "Kept name" in answer.content.decode()
    assert "The last day is before the first." in answer.content.decode()


def test_the_row_of_organizers_pages_shows_what_one_may_open(world: World) -> None:
    page = browser_of(world.olga).get("/tidelines/organize").content.decode()
    for address in ("organize/people", "organize/programme/import", "mentors/approval", "organize/settings"):
        assert f"/tidelines/{address}" in page

"""Organizers import in the browser: look first, then do it; others find no such page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Conference
from schedule.exchange import duties
from schedule.exchange.models import Upload
from schedule.programme.models import Release, Session, Sitting
from tests.factories import World, browser_of, do
from tests.schedule.conftest import fixture, items, programme

PAGE = "/tidelines/organize/programme/import"


def hand_in(world: World, name: str = "congress.xml", content: bytes | None = None) -> HttpResponse:
    file = SimpleUploadedFile(name, fixture(name) if content is None else content)
    return browser_of(world.olga).post(PAGE, {"file": file, "zone": ""})  # type: ignore[return-value]


def test_an_organizer_looks_at_the_changes_and_then_imports(world: World) -> None:
    answer = hand_in(world)
    browser = browser_of(world.olga)
    preview = browser.get(answer.headers["Location"]).content.decode()

    assert "Importing it would do this" in preview
    assert "How lanterns age" in preview
    assert "no readable start" in preview
    assert not Session.objects.exists()

    done = browser.post("/c/programme.import", {"upload": Upload.objects.get().pk, "next": PAGE})
    assert "Imported." in browser.get(done.headers["Location"]).content.decode()
    assert Sitting.objects.count() == 3
    assert bytes(Upload.objects.get().content) == b""


def test_a_file_is_imported_once(world: World) -> None:
    hand_in(world)
    upload = Upload.objects.get()
    do(world.olga, "programme.import", upload=upload.pk)

    with pytest.raises(Conflict):
        do(world.olga, "programme.import", upload=upload.pk)


def test_a_broken_file_shows_its_reasons_and_cannot_be_imported(world: World) -> None:
    answer = hand_in(world, content=fixture("congress.xml")[:-30])
    page = browser_of(world.olga).get(answer.headers["Location"]).content.decode()

    assert "cannot be imported" in page
    assert "Not well-formed XML at line" in page
    with pytest.raises(Invalid):
        do(world.olga, "programme.import", upload=Upload.objects.get().pk)
    assert not Session.objects.exists()


@pytest.mark.parametrize("content", [b"", b"x" * (8 * 1024 * 1024 + 1)], ids=["empty", "too large"])
def test_an_empty_or_huge_upload_comes_back_as_a_form(world: World, content: bytes) -> None:
    answer = hand_in(world, content=content)

    assert answer.status_code in {413, 422}
    assert not Upload.objects.exists()


def test_a_form_without_a_file_comes_back(world: World) -> None:
    assert browser_of(world.olga).post(PAGE, {}).status_code == 422


@pytest.mark.parametrize("who", ["alice", "bob", "mo", "charlie", "nils", "nobody"])
def test_nobody_but_organizers_finds_the_page_or_imports(world: World, who: str) -> None:
    hand_in(world)
    upload = Upload.objects.get()
    person = None if who == "nobody" else getattr(world, who)
    browser = browser_of(person)

    assert browser.get(f"{PAGE}?upload={upload.pk}").status_code == 404
    assert browser.post(PAGE, {"file": SimpleUploadedFile("a.csv", b"title,start\n")}).status_code == 404
    with pytest.raises(Exception) as refused:  # noqa: PT011  which refusal depends on who asks
        do(person, "programme.import", upload=upload.pk)
    assert refused.value.__class__.__name__ in {"NotFound", "Forbidden", "SignedOut"}
    assert not Session.objects.exists()


def test_the_upload_of_another_conference_is_not_found_here(world: World) -> None:
    hand_in(world)
    pk = Upload.objects.get().pk

    assert browser_of(world.charlie).get(f"/coastal-data/organize/programme/import?upload={pk}").status_code == 404
    with pytest.raises(NotFound):
        do(world.charlie, "programme.import", upload=pk)


def test_the_sheet_to_fill_in_is_one_we_read(world: World) -> None:
    header = browser_of(world.olga).get("/tidelines/organize/programme/template.csv").content

    assert header.startswith(b"id,title,subtitle,start,end")


def test_an_organizer_publishes_a_release_and_an_attendee_does_not(world: World) -> None:
    programme(world.congress, *items(2))
    Session.objects.filter(title="Talk 1").update(state="draft")
    with pytest.raises(Forbidden):
        do(world.bob, "release.publish", conference="tidelines", version="2")
    do(world.olga, "release.publish", conference="tidelines", version="2")

    newest = Release.objects.filter(conference=Conference.objects.get(slug="tidelines")).first()
    assert newest is not None
    assert (newest.version, newest.sittings.count()) == ("2", 1)
    with pytest.raises(Conflict):
        do(world.olga, "release.publish", conference="tidelines", version="2")


def test_a_file_goes_a_month_after_it_was_given(world: World) -> None:
    hand_in(world)
    given = Upload.objects.get().at
    for days, left in ((30, 1), (31, 0)):
        before = clock.use(lambda days=days: given + timedelta(days=days))  # type: ignore[misc]
        try:
            duties.forget()
        finally:
            clock.use(before)
        assert Upload.objects.count() == left

"""Talks, speakers and words in the planning pages: edited like times, taken back and done again, public by a release."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import actor as actors
from core import clock, privacy
from core.errors import Conflict, Invalid, NotFound
from core.models import AuditEntry, OutgoingMail
from core.unit import unit_of_work
from realtime.models import LoggedEvent
from schedule.programme.frozen import actions as frozen
from schedule.programme.history import actions as history
from schedule.programme.models import (
    Change,
    Edit,
    Place,
    Release,
    Session,
    Sitting,
    Speaker,
    Star,
    Talk,
    Wording,
)
from schedule.programme.prose import as_typed, edited
from schedule.programme.releases import queries
from tests.factories import World, browser_of, do
from tests.schedule.conftest import NOON, all_jobs, items, programme

pytestmark = pytest.mark.usefixtures("at_noon")
HERE = {"conference": "tidelines"}


@pytest.fixture
def public(world: World) -> Session:
    """A released session with one talk by Speaker 0."""
    programme(world.congress, *items(2))
    return Session.objects.get(title="Talk 0")


@pytest.fixture
def draft(world: World) -> Session:
    """A session that nobody has seen."""
    return Session.objects.get(pk=do(world.olga, "session.write", **HERE, title="Panel")["session"])


def talk(world: World, session: Session, name: str = "talk.write", **more: Any) -> None:
    session.refresh_from_db()
    do(world.olga, name, session=session.pk, version=session.version, **more)


def said(session: Session) -> list[tuple[str, list[str]]]:
    """Titles of the talks and who gives them, in order."""
    rows = session.talks.order_by("order")
    return [(row.title, [one.speaker.name for one in row.appearances.order_by("order")]) for row in rows]


def last() -> int:
    return Edit.objects.latest("pk").pk


def test_talks_are_added_sorted_and_taken_out_and_each_step_goes_back_and_forth(world: World, draft: Session) -> None:
    talk(world, draft, title="First", add="Ines Walderbach", affiliation="Institute of Shores", minutes=12)
    talk(world, draft, title="Second", add="Ines Walderbach")
    assert Speaker.objects.get().affiliation == "Institute of Shores"
    steps: list[tuple[str, dict[str, Any], list[str]]] = [
        ("talk.move", {"at": 1, "to": 0}, ["Second", "First"]),
        ("talk.write", {"at": 0, "title": "Second, longer", "minutes": 20}, ["Second, longer", "First"]),
        ("talk.drop", {"at": 0}, ["First"]),
    ]
    ids = dict(Talk.objects.values_list("title", "pk"))
    for name, data, titles in steps:
        before = said(draft)
        talk(world, draft, name, **data)
        after = said(draft)
        assert [title for title, _ in after] == titles
        do(world.olga, "edit.undo", edit=last())
        assert said(draft) == before
        do(world.olga, "edit.redo", edit=last())
        assert said(draft) == after
    do(world.olga, "edit.undo", edit=last())
    assert Talk.objects.get(title="Second, longer").pk == ids["Second"]  # what points to it finds it again


def test_words_of_a_public_session_wait_for_the_release_and_are_shown_in_its_differences(
    world: World, public: Session
) -> None:
    browser, page = browser_of(world.olga), f"/tidelines/session/{public.code}"
    do(world.olga, "session.write", **HERE, session=public.pk, version=0, title="Talk nought", abstract="Other words")
    talk(world, public, title="A second voice", add="Ines Walderbach", minutes=10)
    for address in (page, "/tidelines/programme?day=2026-11-25"):
        text = browser.get(address).content.decode()
        assert "Talk 0" in text
        assert "Talk nought" not in text
        assert "Other words" not in text
        assert "A second voice" not in text
    assert "Talk nought" in browser.get("/tidelines/organize/programme?day=2026-11-25").content.decode()
    difference = browser.get("/tidelines/organize/programme/release").content.decode()
    for shown in ("Talk nought", "Talk 0", "Other words", "A second voice", "Ines Walderbach", "About 0"):
        assert shown in difference

    before = Sitting.objects.get(session=public).sequence
    do(world.olga, "release.publish", **HERE, version="Second")
    public.refresh_from_db()
    assert (public.title, public.draft, public.abstract) == ("Talk nought", {}, "<p>Other words</p>")
    assert said(public) == [("Talk nought", ["Speaker 0"]), ("A second voice", ["Ines Walderbach"])]
    assert "A second voice" in browser.get(page).content.decode()
    assert Sitting.objects.get(session=public).sequence == before + 1
    change = Change.objects.get(session=public, kind="changed")
    assert (change.before, change.after, change.told) == ({"title": "Talk 0"}, {"title": "Talk nought"}, "nobody")
    assert "Talk nought" in browser.get("/tidelines/programme/changes").content.decode()


def test_words_that_wait_are_given_up_when_the_work_goes_back_to_a_release(world: World, public: Session) -> None:
    do(world.olga, "session.write", **HERE, session=public.pk, version=0, title="Talk nought")
    do(world.olga, "release.reset", **HERE, number=1)
    public.refresh_from_db()
    assert public.draft == {}
    do(world.olga, "edit.undo", edit=last())
    public.refresh_from_db()
    assert public.planned_title == "Talk nought"


def test_an_older_release_comes_back_with_its_words_places_and_people(world: World) -> None:
    programme(world.congress, *items(2, start=NOON + timedelta(hours=25)))  # what is nearer is told without a review
    public = Session.objects.get(title="Talk 0")
    row = Sitting.objects.get(session=public)
    Star.objects.create(person=world.bob, session=public, at=clock.now())
    do(world.olga, "session.write", **HERE, session=public.pk, version=0, title="Talk nought", abstract="Other words")
    talk(world, public, at=0, title="Talk nought", add="Ines Walderbach", speakers=[])
    hall = Place.objects.create(conference=world.congress, name="Hall 9")
    span: dict[str, Any] = {"start": "2026-11-26T15:00", "end": "2026-11-26T15:20", "place": hall.pk}
    do(world.olga, "sitting.place", session=public.pk, sitting=row.pk, version=row.version, **span)
    do(world.olga, "release.publish", **HERE, version="Second")
    assert said(public) == [("Talk nought", ["Ines Walderbach"])]
    assert Wording.objects.count() == 2

    browser, path = browser_of(world.olga), "/tidelines/organize/programme/release"
    browser.post("/c/release.reset", {**HERE, "number": 1, "next": path})
    difference = browser.get(path).content.decode()
    for shown in ("Talk nought", "Talk 0", "Other words", "About 0", "Ines Walderbach", "Speaker 0", "Hall 9"):
        assert shown in difference
    read = browser_of().get(f"/tidelines/session/{public.code}").content.decode()
    assert "Talk nought" in read
    assert "Hall 9" in read

    do(world.olga, "release.publish", **HERE, version="Third, as the first")
    for address in (f"/tidelines/session/{public.code}", "/tidelines/programme?q=talk", "/tidelines/schedule.json"):
        read = browser_of().get(address).content.decode()
        assert "Talk 0" in read
        assert "Speaker 0" in read
        for gone in ("Talk nought", "Other words", "Ines Walderbach", "Hall 9"):
            assert gone not in read
    waiting = list(queries.waiting(world.congress.pk))
    assert [change.kind for change in waiting] == ["moved", "moved"]
    do(world.olga, "outbox.send", **HERE, changes=[change.pk for change in waiting])
    all_jobs()
    assert all("Talk 0" in letter.text for letter in OutgoingMail.objects.filter(to=world.bob.email))
    assert OutgoingMail.objects.filter(to=world.bob.email).exists()


def test_what_an_import_or_the_day_made_of_a_release_is_what_comes_back(world: World) -> None:
    one, two = items(2)
    programme(world.congress, one, two)
    do(world.olga, "release.publish", **HERE, version="Second")
    programme(world.congress, replace(one, title="Talk 0, amended"), two)
    do(world.olga, "release.publish", **HERE, version="Third")
    assert Wording.objects.count() == 3, "who says the same takes no row"
    session = Session.objects.get(title="Talk 0, amended")
    for number, title in ((1, "Talk 0"), (2, "Talk 0, amended"), (3, "Talk 0, amended")):
        do(world.olga, "release.reset", **HERE, number=number)
        session.refresh_from_db()
        assert session.planned_title == title
    assert session.draft == {}


def test_going_back_is_undone_like_any_edit_and_lifts_no_mark(world: World, public: Session) -> None:
    talk(world, public, at=0, title="Talk nought", unpublished=True)
    do(world.olga, "release.publish", **HERE, version="Second")
    do(world.olga, "release.reset", **HERE, number=1)
    public.refresh_from_db()
    assert public.draft["talks"][0]["unpublished"]
    assert public.draft["talks"][0]["title"] == "Talk 0"
    do(world.olga, "edit.undo", edit=last())
    public.refresh_from_db()
    assert public.draft == {}


def test_a_session_that_is_not_public_any_more_has_its_older_words_at_once(world: World, public: Session) -> None:
    do(world.olga, "session.write", **HERE, session=public.pk, version=0, title="Talk nought")
    do(world.olga, "release.publish", **HERE, version="Second")
    row = Sitting.objects.get(session=public)
    do(world.olga, "sitting.drop", sitting=row.pk, version=row.version)
    do(world.olga, "release.publish", **HERE, version="Third")
    do(world.olga, "release.reset", **HERE, number=1)
    public.refresh_from_db()
    assert (public.title, public.draft) == ("Talk 0", {})
    assert said(public) == [("Talk 0", ["Speaker 0"])]


def test_an_erased_speaker_leaves_no_disclosures_in_older_releases(world: World, public: Session) -> None:
    Speaker.objects.filter(name="Speaker 0").update(person=world.alice)
    Talk.objects.filter(session=public).update(disclosures="Shares of Canary Ltd")
    do(world.olga, "release.publish", **HERE, version="Second")
    Talk.objects.filter(session=public).update(disclosures="")
    assert "Canary" in str(privacy.export_person(world.alice.pk))
    with unit_of_work():
        privacy.erase_person(world.alice.pk)
    assert "Canary" not in str(list(Wording.objects.values_list("words", flat=True)))


def test_no_undo_brings_back_what_an_erased_speaker_was_called_or_declared(world: World, public: Session) -> None:
    speaker = Speaker.objects.get(name="Speaker 0")
    Speaker.objects.filter(pk=speaker.pk).update(person=world.alice)
    talk: dict[str, Any] = {"session": public.pk, "version": 0, "at": 0, "title": "Talk 0", "speakers": [speaker.pk]}
    do(world.olga, "talk.write", **talk, disclosures="Shares of Canary Ltd")
    do(world.olga, "speaker.write", **HERE, speaker=speaker.pk, version=0, name="Alice Canary", biography="Canaries")
    told = LoggedEvent.objects.filter(stream__name=f"planning:{world.congress.pk}")
    assert "Canary" in str(list(told.values_list("data", flat=True)))
    with unit_of_work():
        privacy.erase_person(world.alice.pk)
    undo = Edit.objects.get(text__startswith="Speaker changed")
    do(world.olga, "edit.undo", edit=undo.pk)
    left = [Session.objects.values(), Talk.objects.values(), Speaker.objects.values(), Edit.objects.values()]
    assert "Canar" not in str([list(rows) for rows in left])
    assert "Speaker 0" not in str(list(Edit.objects.values()))
    assert "Canary" not in str(list(told.values_list("data", flat=True)))
    assert "Canar" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize("count", [2, 40])
def test_keeping_words_and_going_back_without_a_change_ask_the_same_for_any_size(world: World, count: int) -> None:
    programme(world.congress, *items(count, 5))
    release = Release.objects.get()
    with CaptureQueriesContext(connection) as asked:
        frozen.freeze(release)
        history.go_back(actors.load(world.olga.pk, world.congress.pk), release)
    assert Wording.objects.count() == count
    assert len(asked) <= 20


def test_what_one_should_know_before_entering_does_not_wait(world: World, public: Session) -> None:
    do(world.olga, "session.write", **HERE, session=public.pk, version=0, title="Talk 0", content_note="Loud sounds")
    assert "Loud sounds" in browser_of(world.bob).get(f"/tidelines/session/{public.code}").content.decode()


def test_a_speaker_of_a_planned_talk_is_warned_of_before_the_release(world: World, public: Session) -> None:
    other = Session.objects.get(title="Talk 1")
    place = Place.objects.create(conference=world.congress, name="Hall 9")
    row = Sitting.objects.get(session=other)
    do(
        world.olga, "sitting.place", session=other.pk, sitting=row.pk, version=row.version, place=place.pk,
        start="2026-11-25T12:00", end="2026-11-25T12:20",
    )  # fmt: skip
    talk(world, public, title="One more", add="Speaker 1")
    page = browser_of(world.olga).get("/tidelines/organize/programme/release").content.decode()
    assert "Somebody in two sessions at once" in page


def test_an_edit_is_done_again_until_somebody_works_on_it(world: World, public: Session) -> None:
    row = Sitting.objects.get(session=public)
    span: dict[str, Any] = {"session": public.pk, "sitting": row.pk}
    do(world.olga, "sitting.place", **span, version=0, start="2026-11-25T15:00", end="2026-11-25T15:20")
    first = last()
    with pytest.raises(Conflict) as refused:
        do(world.olga, "edit.redo", edit=first)
    assert refused.value.code == "edit.not_undone"
    do(world.olga, "edit.undo", edit=first)
    browser = browser_of(world.olga)
    assert browser.get("/tidelines/organize/programme/day").json()["undone"]["id"] == first
    do(world.olga, "edit.redo", edit=first)
    row.refresh_from_db()
    assert f"{row.start:%H:%M}" == "15:00"
    do(world.olga, "edit.undo", edit=first)
    do(world.olga, "sitting.place", **span, version=4, start="2026-11-25T16:00", end="2026-11-25T16:20")
    with pytest.raises(Conflict) as refused:
        do(world.olga, "edit.redo", edit=first)
    assert refused.value.code == "edit.overtaken"


def test_a_place_made_and_one_taken_out_come_and_go_under_their_id(world: World, public: Session) -> None:
    made = do(world.olga, "frame.write", **HERE, kind="place", name="Annex")["item"]
    edit = last()
    for name, there in (("edit.undo", False), ("edit.redo", True)):
        do(world.olga, name, edit=edit)
        assert Place.objects.filter(pk=made, name="Annex").exists() is there
    version = Place.objects.get(pk=made).version
    do(world.olga, "frame.drop", **HERE, kind="place", item=made, version=version)
    edit = last()
    for name, there in (("edit.undo", True), ("edit.redo", False), ("edit.undo", True)):
        do(world.olga, name, edit=edit)
        assert Place.objects.filter(pk=made).exists() is there


def test_who_saw_an_older_version_of_the_talks_overwrites_nothing_and_sees_both(world: World, public: Session) -> None:
    talk(world, public, at=0, title="Theirs", minutes=10)
    path = f"/tidelines/organize/programme/session/{public.code}"
    mine = {"command": "talk.write", "session": public.pk, "version": "0", "at": "0", "title": "My own", "minutes": 15}
    answer = browser_of(world.olga).post(path, mine)
    assert answer.status_code == 409
    for shown in ("Somebody changed this meanwhile", "Theirs", "My own"):
        assert shown in answer.content.decode()
    public.refresh_from_db()
    assert public.draft["talks"][0]["title"] == "Theirs"


def test_one_name_of_two_people_is_asked_for_at_its_field_and_what_was_typed_stays(
    world: World, draft: Session
) -> None:
    for _ in range(2):
        do(world.olga, "speaker.write", **HERE, name="Kim Aldersund")
    path = f"/tidelines/organize/programme/session/{draft.code}"
    form = {"command": "talk.write", "session": draft.pk, "version": "0", "title": "Both", "add": "Kim Aldersund"}
    answer = browser_of(world.olga).post(path, form)
    assert answer.status_code == 422
    assert "Several people have that name" in answer.content.decode()
    assert 'value="Both"' in answer.content.decode()
    one = Speaker.objects.earliest("pk")
    talk(world, draft, title="Both", add=f"Kim Aldersund, {one.code}")
    assert draft.talks.get().speakers.get() == one


def test_a_speaker_is_renamed_found_and_taken_out_only_when_not_needed(world: World, public: Session) -> None:
    browser, one = browser_of(world.olga), Speaker.objects.get(name="Speaker 0")
    do(world.olga, "speaker.write", **HERE, speaker=one.pk, version=0, name="Ines Walderbach", affiliation="Shores")
    assert "Ines Walderbach" in browser.get(f"/tidelines/session/{public.code}").content.decode()
    page = browser.get("/tidelines/organize/programme/speakers?q=shores").content.decode()
    assert "Ines Walderbach" in page
    assert "Speaker 1" not in page
    with pytest.raises(Conflict) as refused:
        do(world.olga, "speaker.drop", **HERE, speaker=one.pk, version=1)
    assert refused.value.code == "speaker.in_use"
    idle = do(world.olga, "speaker.write", **HERE, name="Nobody yet")["speaker"]
    do(world.olga, "speaker.drop", **HERE, speaker=idle, version=0)
    do(world.olga, "edit.undo", edit=last())
    assert Speaker.objects.get(pk=idle).name == "Nobody yet"


def test_charlie_and_attendees_edit_no_talks_and_the_neighbours_speakers_are_not_there(
    world: World, public: Session
) -> None:
    theirs = Speaker.objects.create(conference=world.neighbour, name="Elsewhere")
    for who in (world.charlie, world.bob):
        assert browser_of(who).get("/tidelines/organize/programme/speakers").status_code == 404
    with pytest.raises(NotFound):
        do(world.olga, "speaker.write", **HERE, speaker=theirs.pk, version=0, name="Ours")
    talk(world, public, at=0, title="Talk 0", speakers=[theirs.pk])
    do(world.olga, "release.publish", **HERE, version="Second")
    assert not public.talks.get().speakers.exists()


def test_an_order_that_is_not_there_is_refused(world: World, draft: Session) -> None:
    with pytest.raises(Invalid):
        talk(world, draft, "talk.drop", at=3)


@pytest.mark.once
def test_an_abstract_nobody_touched_stays_to_the_letter() -> None:
    html = "<p>CO<sub>2</sub> and <em>tides</em></p>"
    assert edited(as_typed(html), html) == html
    plain = "<p>One &amp; two</p>\n<p>Three</p>"
    assert as_typed(plain) == "One & two\n\nThree"
    assert edited("One & two\r\n\r\nThree", plain) == plain
    assert "<script" not in edited("Fine <script>alert(1)</script>", "")

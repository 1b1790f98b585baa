"""A release is what the public sees; what changed is told, after a look where there is time for one."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import OutgoingMail
from schedule.exchange.document import Item
from schedule.exchange.readers import ical as reader
from schedule.programme.models import Change, Edit, Place, Release, Session, Sitting, Speaker, Star, Talk, TalkSpeaker
from tests.factories import World, browser_of, do
from tests.schedule.conftest import NOON, all_jobs, items, programme

pytestmark = pytest.mark.usefixtures("at_noon")
FAR = NOON + timedelta(hours=25)  # beyond the day in which nothing waits
HOUR = timedelta(hours=1)


@pytest.fixture
def far(world: World) -> Sitting:
    """Released and starred by Ada; it begins the day after tomorrow's noon."""
    programme(world.congress, *items(2, start=FAR))
    sitting = Sitting.objects.get(session__title="Talk 0")
    Star.objects.create(person=world.ada, session=sitting.session, at=NOON)
    return sitting


def move(sitting: Sitting, by: timedelta = HOUR) -> None:
    Sitting.objects.filter(pk=sitting.pk).update(start=sitting.start + by, end=sitting.end + by)


def publish(world: World, version: str = "2") -> Release:
    return Release.objects.get(
        number=do(world.olga, "release.publish", conference="tidelines", version=version)["release"]
    )


def page(path: str, world: World, who: str = "olga") -> str:
    return browser_of(getattr(world, who)).get(f"/tidelines/{path}").content.decode()


def test_work_in_progress_is_seen_by_nobody_before_its_release(world: World, far: Sitting) -> None:
    move(far)
    assert "13:00" in page("programme?day=2026-11-26", world, "bob")
    assert "14:00" not in page("programme?day=2026-11-26", world, "bob")
    assert "Moved" in page("organize/programme/release", world)
    publish(world)
    assert "14:00" in page("programme?day=2026-11-26", world, "bob")


def test_only_confirmed_sessions_and_breaks_come_into_a_release(world: World, far: Sitting) -> None:
    Session.objects.filter(title="Talk 1").update(state="accepted")
    blocker = Session.objects.create(conference=world.congress, title="Cleaning", kind="blocker", state="confirmed")
    lunch = Session.objects.create(conference=world.congress, title="Lunch", kind="break", state="confirmed")
    for session in (blocker, lunch):
        Sitting.objects.create(
            conference=world.congress, session=session, start=FAR + HOUR, end=FAR + 2 * HOUR, day=FAR.date()
        )
    publish(world)
    shown = page("programme?day=2026-11-26", world, "bob")
    assert "Lunch" in shown
    assert "Talk 1" not in shown
    assert "Cleaning" not in shown


def test_letters_about_a_release_wait_for_a_look_and_then_go_with_a_word(world: World, far: Sitting) -> None:
    before = one_event(browser_of(world.ada).get("/tidelines/programme/mine.ics").content.decode())
    move(far)
    publish(world)
    all_jobs()
    assert not OutgoingMail.objects.exists()
    waiting = Change.objects.get(told="waiting")
    assert "Talk 0" in page("organize/programme/outbox", world)
    do(world.olga, "outbox.send", conference="tidelines", changes=[waiting.pk], note="The hall was needed.")
    all_jobs()
    letter = OutgoingMail.objects.get()
    assert letter.to == world.ada.email
    assert "The hall was needed." in letter.text
    assert "14:00 WET (you: Thu 26 Nov, 19:30 IST)" in letter.text
    after = one_event(letter.calendar)
    assert (after.guid, after.sequence, after.start) == (before.guid, before.sequence + 1, before.start + HOUR)


def one_event(text: str) -> Item:
    (item,) = reader.read(text.encode(), None).items
    return item


def test_nobody_is_shown_to_whom_the_letters_go(world: World, far: Sitting) -> None:
    move(far)
    publish(world)
    shown = page("organize/programme/outbox", world)
    assert world.ada.email not in shown
    assert "Ada" not in shown


def test_changes_of_the_next_day_never_wait(world: World) -> None:
    programme(world.congress, *items(1, start=NOON + 3 * HOUR))
    sitting = Sitting.objects.get()
    Star.objects.create(person=world.ada, session=sitting.session, at=NOON)
    move(sitting)
    publish(world)
    all_jobs()
    assert OutgoingMail.objects.get().to == world.ada.email
    assert not Change.objects.filter(told="waiting").exists()


def test_what_is_dropped_from_the_outbox_is_never_sent(world: World, far: Sitting) -> None:
    move(far)
    publish(world)
    waiting = [change.pk for change in Change.objects.filter(told="waiting")]
    do(world.olga, "outbox.drop", conference="tidelines", changes=waiting)
    assert do(world.olga, "outbox.send", conference="tidelines", changes=waiting)["changes"] == 0
    all_jobs()
    assert not OutgoingMail.objects.exists()


def test_the_same_letter_is_sent_once(world: World, far: Sitting) -> None:
    move(far)
    publish(world)
    waiting = [change.pk for change in Change.objects.filter(told="waiting")]
    for sent in (1, 0):
        assert do(world.olga, "outbox.send", conference="tidelines", changes=waiting)["changes"] == sent
    all_jobs()
    assert OutgoingMail.objects.count() == 1


def test_a_cancelled_session_stays_in_sight_and_its_calendar_entry_is_taken_back(world: World, far: Sitting) -> None:
    do(world.olga, "session.decide", session=far.session_id, state="cancelled", now=True)
    publish(world)
    assert "is-cancelled" in page("programme?day=2026-11-26", world, "bob")
    do(world.olga, "outbox.send", conference="tidelines", changes=[Change.objects.get(told="waiting").pk])
    all_jobs()
    letter = OutgoingMail.objects.get()
    assert letter.calendar_method == "CANCEL"
    assert "STATUS:CANCELLED" in letter.calendar
    publish(world, "3")
    assert "is-cancelled" in page("programme?day=2026-11-26", world, "bob")


def test_the_change_log_is_public_as_page_and_as_feed(world: World, far: Sitting) -> None:
    move(far)
    do(world.olga, "release.publish", conference="tidelines", version="2", note="After the deadline")
    answer = browser_of().get("/tidelines/programme/changes")
    assert "After the deadline" in answer.content.decode()
    assert "Talk 0" in answer.content.decode()
    feed = ET.fromstring(browser_of().get("/tidelines/programme/changes.atom").content)
    named = {entry.findtext("{http://www.w3.org/2005/Atom}title"): entry for entry in feed.findall("{*}entry")}
    assert set(named) == {"Release 2", "Moved: Talk 0", "Release 1"}
    assert named["Release 2"].findtext("{*}summary") == "After the deadline"
    entry = named["Moved: Talk 0"]
    assert "13:00 WET, Hall 1 → Thu 26 Nov, 14:00 WET, Hall 1" in (
        entry.findtext("{http://www.w3.org/2005/Atom}summary") or ""
    )


def test_a_long_list_of_new_sessions_is_folded_so_that_one_sees_what_moved(world: World, far: Sitting) -> None:
    move(far)
    session, release = far.session, Release.objects.get()
    Change.objects.bulk_create(
        Change(release=release, at=NOON, kind="created", session=session, after={"start": NOON.isoformat()})
        for _ in range(13)
    )
    publish(world)
    text = browser_of().get("/tidelines/programme/changes").content.decode()
    assert "13 sessions are new" in text
    assert text.index(">Moved<") < text.index('class="fold"')


def test_the_work_goes_back_to_a_release_and_can_be_undone(world: World, far: Sitting) -> None:
    move(far)
    Sitting.objects.filter(session__title="Talk 1").update(dropped=True)
    do(world.olga, "release.reset", conference="tidelines", number=1)
    assert list(Sitting.objects.order_by("pk").values_list("start", "dropped")) == [
        (FAR, False), (FAR + timedelta(minutes=20), False),
    ]  # fmt: skip
    do(world.olga, "edit.undo", edit=Edit.objects.latest("pk").pk)
    assert Sitting.objects.get(pk=far.pk).start == FAR + HOUR
    assert Sitting.objects.get(session__title="Talk 1").dropped


def test_a_decision_is_kept_until_it_is_announced_and_the_speaker_confirms(world: World) -> None:
    session = Session.objects.create(conference=world.congress, title="Mine", state="submitted")
    speaker = Speaker.objects.create(conference=world.congress, name="Bob", person=world.bob)
    TalkSpeaker.objects.create(talk=Talk.objects.create(session=session, title="Mine"), speaker=speaker)
    do(world.olga, "session.decide", session=session.pk, state="accepted")
    session.refresh_from_db()
    assert (session.state, session.pending_state) == ("submitted", "accepted")
    assert not OutgoingMail.objects.exists()
    do(world.olga, "session.announce", conference="tidelines")
    all_jobs()
    assert "accepted" in OutgoingMail.objects.get(to=world.bob.email).text
    assert "Will you speak?" in page("", world, "bob")
    with pytest.raises(Forbidden):
        do(world.ada, "session.confirm", session=session.pk)
    do(world.bob, "session.confirm", session=session.pk)
    session.refresh_from_db()
    assert (session.state, session.pending_state) == ("confirmed", "")


def test_a_step_that_no_session_takes_is_refused(world: World, far: Sitting) -> None:
    with pytest.raises(Invalid):
        do(world.olga, "session.decide", session=far.session_id, state="submitted", now=True)


def test_two_releases_do_not_have_one_name(world: World, far: Sitting) -> None:
    publish(world)
    with pytest.raises(Conflict):
        publish(world)


def test_a_replay_is_a_sitting_more_and_counts_for_fairness(world: World, far: Sitting) -> None:
    do(
        world.olga, "sitting.place", session=far.session_id, start="2026-11-26T02:00", end="2026-11-26T03:00",
        kind="replay",
    )  # fmt: skip
    publish(world)
    shown = page("programme?day=2026-11-25", world, "bob")  # a congress day ends at four in the morning
    assert "Talk 0" in shown
    assert "Replay" in shown


def test_charlie_sees_no_plan_and_no_outbox(world: World, far: Sitting) -> None:
    for path in ("organize/programme", "organize/programme/release", "organize/programme/outbox"):
        for who in (world.charlie, world.bob):
            assert browser_of(who).get(f"/tidelines/{path}").status_code == 404
    with pytest.raises(NotFound):
        do(world.charlie, "outbox.send", conference="tidelines", changes=[1])


@pytest.mark.parametrize("count", [1, 30])
def test_the_release_page_takes_few_queries(world: World, count: int) -> None:
    programme(world.congress, *items(count, 3, start=FAR))
    Place.objects.filter(name="Hall 1").update(capacity=1)
    browser = browser_of(world.olga)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/tidelines/organize/programme/release").status_code == 200
    assert len(asked) <= 25

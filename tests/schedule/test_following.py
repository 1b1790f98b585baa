"""Calendar addresses with a secret, and reminders that come exactly once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import User
from accounts.notices import actions as notices
from accounts.notices.models import Notice
from core import clock
from core.errors import NotFound
from core.models import OutgoingMail
from core.unit import unit_of_work
from schedule.exchange.document import Item
from schedule.following import actions, queries
from schedule.following.models import Reminded, Subscription, Wake
from schedule.programme.models import ReleasedSitting, Session, SignUp, Star
from tests.factories import World, at_once, browser_of, do
from tests.schedule.conftest import NOON, all_jobs, items, programme

pytestmark = pytest.mark.django_db
AT = NOON + timedelta(hours=4)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    before = clock.use(lambda: NOON)
    yield
    clock.use(before)


def starred(world: World, *more: Item) -> Session:
    """A session at 16:00 that Bob starred."""
    first, second = items(2)
    programme(world.congress, replace(first, start=AT), replace(second, start=AT + timedelta(hours=1)), *more)
    session = Session.objects.get(title="Talk 0")
    Star.objects.get_or_create(person=world.bob, session=session, defaults={"at": NOON})
    return session


def address(world: World) -> str:
    do(world.bob, "calendar.subscribe", conference="tidelines")
    return reverse("calendar-feed", args=["tidelines", queries.secret_of(Subscription.objects.get(person=world.bob))])


def events(world: World, where: str) -> dict[str, tuple[int, str, datetime]]:
    answer = browser_of().get(where)
    assert answer.status_code == 200
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(e["SUMMARY"]): (int(str(e["SEQUENCE"])), str(e["STATUS"]), e.decoded("DTSTART")) for e in found}


def test_the_address_holds_what_one_starred_and_what_moves_counts_up(world: World) -> None:
    starred(world)
    where = address(world)
    assert events(world, where) == {"Talk 0": (0, "CONFIRMED", AT)}

    first, second = items(2)
    programme(world.congress, replace(first, start=AT + timedelta(hours=2)), replace(second, start=AT))
    assert events(world, where) == {"Talk 0": (1, "CONFIRMED", AT + timedelta(hours=2))}
    programme(world.congress, replace(second, start=AT))
    assert events(world, where)["Talk 0"][:2] == (2, "CANCELLED")


def test_a_seat_is_in_it_too_and_a_place_on_the_waiting_list_is_not(world: World) -> None:
    starred(world)
    other = Session.objects.get(title="Talk 1")
    seat = SignUp.objects.create(session=other, person=world.bob, state="waiting", at=NOON)
    where = address(world)
    assert set(events(world, where)) == {"Talk 0"}
    SignUp.objects.filter(pk=seat.pk).update(state="seated")
    assert set(events(world, where)) == {"Talk 0", "Talk 1"}


def test_a_renewed_or_ended_address_gives_nothing_at_once(world: World) -> None:
    starred(world)
    old = address(world)
    do(world.bob, "calendar.renew", conference="tidelines")
    assert browser_of().get(old).status_code == 404
    new = address(world)
    assert new != old
    do(world.bob, "calendar.unsubscribe", conference="tidelines")
    assert browser_of().get(new).status_code == 404


def test_whoever_left_or_guesses_gets_the_same_answer(world: World) -> None:
    starred(world)
    where = address(world)
    for wrong in (
        where[:-5] + ".ics",
        where.replace("tidelines", "coastal-data"),
        "/tidelines/calendar/9-x.ics",
        "/tidelines/calendar/x.ics",
    ):
        assert browser_of(world.olga).get(wrong).status_code == 404
    do(world.bob, "conference.leave", conference="tidelines")
    assert browser_of().get(where).status_code == 404


def test_a_program_that_has_the_newest_is_told_so(world: World) -> None:
    starred(world)
    where = address(world)
    first = browser_of().get(where)
    for shown in (first["ETag"], f'"other", {first["ETag"]}', f"W/{first['ETag']}"):
        again = browser_of().get(where, headers={"if-none-match": shown})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert again["Cache-Control"] == first["Cache-Control"] == "private, no-cache"
    Star.objects.all().delete()
    assert browser_of().get(where, headers={"if-none-match": first["ETag"]}).status_code == 200
    do(world.bob, "calendar.renew", conference="tidelines")
    assert browser_of().get(where, headers={"if-none-match": first["ETag"]}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "schedule.xml",
        "schedule.json",
        "schedule.ics",
        "schedule.csv",
        "programme/changes.atom",
        "session/{code}/calendar.ics",
    ],
)
def test_files_of_the_programme_are_sent_again_only_when_they_changed(world: World, path: str) -> None:
    session = starred(world)
    where = f"/tidelines/{path.format(code=session.code)}"
    first = browser_of().get(where)
    assert first.status_code == 200
    assert browser_of().get(where, headers={"if-none-match": first["ETag"]}).status_code == 304
    one, two = items(2)
    programme(world.congress, replace(one, start=AT + timedelta(hours=3)), replace(two, start=AT))
    later = browser_of().get(where, headers={"if-none-match": first["ETag"]})
    assert (later.status_code, later["ETag"] == first["ETag"]) == (200, False)


def test_the_page_shows_ones_own_address_only(world: World) -> None:
    starred(world)
    where = address(world)
    assert where in browser_of(world.bob).get("/tidelines/my-calendar").content.decode()
    assert where not in browser_of(world.olga).get("/tidelines/my-calendar").content.decode()
    assert browser_of(world.charlie).get("/tidelines/my-calendar").status_code == 404


# ---- reminders -------------------------------------------------------------------------------------------------------


def told(person: User) -> list[Notice]:
    return list(Notice.objects.filter(person=person, kind="session-reminder"))


def at(minutes: int) -> None:
    """So many minutes before the session begins."""
    clock.use(lambda: AT - timedelta(minutes=minutes))


def test_a_starred_session_reminds_once_ten_minutes_before(world: World) -> None:
    starred(world)
    at(11)
    assert actions.remind() == 0
    at(10)
    assert actions.remind() == 1
    assert [actions.remind() for _ in range(3)] == [0, 0, 0]

    (notice,) = told(world.bob)
    assert "Talk 0" in notice.title
    assert "16:00 WET" in notice.text
    assert not notice.urgent
    assert told(world.alice) == []


def test_who_is_kept_out_is_not_called_to_a_session(world: World) -> None:
    starred(world)
    at(10)
    ref = world.member(world.bob).ref
    do(world.mo, "sanction.impose", ref=ref, conference=world.congress.pk, kind="ban", minutes=60, reason="Enough")
    assert actions.remind() == 0


def test_a_reminder_asked_for_by_name_may_wake(world: World) -> None:
    session = starred(world)
    do(world.alice, "reminder.set", session=session.pk, on=True)
    do(world.alice, "reminder.set", session=session.pk, on=True)
    at(5)
    actions.remind()

    assert told(world.alice)[0].urgent
    do(world.alice, "reminder.set", session=session.pk, on=False)
    assert not Wake.objects.exists()


def test_a_session_that_moved_reminds_of_its_new_time_and_a_cancelled_one_does_not(world: World) -> None:
    session = starred(world)
    at(10)
    actions.remind()
    later = AT + timedelta(minutes=30)
    ReleasedSitting.objects.filter(session=session).update(start=later, end=later + timedelta(hours=1))
    at(-20)
    assert actions.remind() == 1
    first, second = sorted(told(world.bob), key=lambda notice: notice.pk)
    assert first.title == "Soon: Talk 0"
    assert second.title == "Moved, and soon: Talk 0"
    assert "16:30 WET" in second.text.partition(". ")[0]
    assert "16:00 WET" in second.text.partition(". ")[2]

    ReleasedSitting.objects.update(cancelled=True)
    Reminded.objects.all().delete()
    Notice.objects.all().delete()
    assert actions.remind() == 0


@pytest.mark.parametrize(
    ("zone", "clock_there", "letters"), [("Asia/Tokyo", "01:00 JST", 0), ("America/Lima", "11:00", 1)]
)
def test_a_star_wakes_nobody_at_night_in_her_own_zone_and_a_reminder_by_name_does(
    world: World, zone: str, clock_there: str, letters: int
) -> None:
    session = starred(world)
    User.objects.filter(pk__in=[world.bob.pk, world.alice.pk]).update(zone=zone)
    do(world.alice, "reminder.set", session=session.pk, on=True)
    at(10)
    actions.remind()
    all_jobs()

    for person in (world.bob, world.alice):
        (notice,) = told(person)
        assert "16:00 WET" in notice.text
        assert clock_there in notice.text
    assert OutgoingMail.objects.filter(person=world.bob).count() == letters
    assert OutgoingMail.objects.filter(person=world.alice).count() == 1
    # In the morning it is over: no letter comes after it
    clock.use(lambda: AT + timedelta(hours=8))
    notices.deliver.func()
    all_jobs()
    assert OutgoingMail.objects.filter(person=world.bob).count() == letters


def test_a_cancelled_session_is_not_reminded_of_and_one_that_comes_back_is(world: World) -> None:
    starred(world)
    one, two = items(2)
    programme(world.congress, replace(two, start=AT + timedelta(hours=1)))
    at(10)
    assert actions.remind() == 0
    programme(world.congress, replace(one, start=AT), replace(two, start=AT + timedelta(hours=1)))
    assert actions.remind() == 1


def test_a_run_that_broke_off_before_its_mark_tells_nobody_twice(world: World) -> None:
    starred(world)
    at(8)
    actions.remind()
    Reminded.objects.all().delete()
    assert actions.remind() == 0
    assert len(told(world.bob)) == 1


def test_who_left_and_what_has_begun_are_not_reminded(world: World) -> None:
    starred(world)
    do(world.bob, "conference.leave", conference="tidelines")
    at(5)
    assert actions.remind() == 0
    with unit_of_work():
        accounts.join(world.bob.pk, world.congress, appears="quiet")
    Reminded.objects.all().delete()
    at(0)
    assert actions.remind() == 0


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_remind_once(world: World) -> None:
    starred(world)
    at(9)
    at_once([world.alice, world.bob, world.mo], lambda _: actions.remind())
    assert len(told(world.bob)) == 1
    assert Reminded.objects.count() == 1


def test_the_draft_of_another_conference_is_no_subject_of_a_reminder(world: World) -> None:
    draft = Session.objects.create(conference=world.congress, title="Draft")
    with pytest.raises(NotFound):
        do(world.bob, "reminder.set", session=draft.pk, on=True)
    with pytest.raises(NotFound):
        do(world.charlie, "reminder.set", session=starred(world).pk, on=True)

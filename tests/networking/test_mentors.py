"""Who mentors, when, and who finds them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Conflict, Forbidden, Invalid, NotFound
from networking.mentors import cells, queries
from networking.mentors.models import MentorProfile, Slot
from schedule.calendars import walls
from tests.factories import World, browser_of, do, person
from tests.networking import stage
from tests.networking.stage import MORNING

pytestmark = pytest.mark.django_db


def offer(world: World, **fields: Any) -> dict[str, Any]:
    return {"conference": "tidelines", "headline": "Two laboratories, one family", **fields}


def test_who_offers_to_mentor_waits_until_a_coordinator_approves(world: World) -> None:
    answer = do(world.bob, "mentor.offer", **offer(world))
    assert answer["approved"] is False
    assert [c.name for c in queries.cards(world.actor(world.ada), queries.listed(world.congress.pk))] == []
    do(world.olga, "mentor.approve", mentor=answer["mentor"], on=True)
    assert [row.membership.person for row in queries.listed(world.congress.pk)] == [world.bob]
    assert world.actor(world.bob).can("mentor.serve")


def test_whoever_has_the_role_of_a_mentor_is_listed_at_once(world: World) -> None:
    assert do(world.mira, "mentor.offer", **offer(world))["approved"] is True


def test_an_attendee_approves_nobody(world: World) -> None:
    answer = do(world.bob, "mentor.offer", **offer(world))
    with pytest.raises(Forbidden):
        do(world.bob, "mentor.approve", mentor=answer["mentor"], on=True)


def test_the_form_gives_lines_and_commas_where_a_program_gives_lists(world: World) -> None:
    client = browser_of(world.mira)
    sent = {"conference": "tidelines", "headline": "Listens", "can_help_with": "Job talks\n\nGrants ", "capacity": "4"}
    assert client.post("/c/mentor.offer", {**sent, "languages": ["en", "de"], "next": "/x"}).status_code == 303
    profile = MentorProfile.objects.get()
    assert (profile.can_help_with, profile.languages) == (["Job talks", "Grants"], ["en", "de"])


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ({"headline": ""}, "field.string_too_short"),
        ({"headline": "x" * 161}, "field.string_too_long"),
        ({"about": "x" * 100_000}, "field.string_too_long"),
        ({"capacity": 0}, "field.greater_than_equal"),
        ({"capacity": 10_000}, "field.less_than_equal"),
        ({"meeting_link": "javascript:alert(1)"}, "field.value_error"),
        ({"meeting_link": "http://plain.example"}, "field.value_error"),
        ({"languages": ["en"] * 13}, "field.too_long"),
        ({"languages": ["English"]}, "field.value_error"),
        ({"topics": [999]}, "mentor.unknown_topic"),
        ({"surprise": 1}, "field.extra_forbidden"),
    ],
)
def test_an_offer_that_does_not_fit_writes_nothing(world: World, bad: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.mira, "mentor.offer", **{**offer(world), **bad})
    assert (refused.value.code, (refused.value.field or "").partition(".")[0]) == (code, next(iter(bad)))
    assert not MentorProfile.objects.exists()


def test_times_are_offered_by_the_mentors_own_clock(world: World, mira: MentorProfile) -> None:
    do(world.mira, "slots.offer", conference="tidelines", day="2026-11-25", time="15:00", count=3)
    starts = [slot.start for slot in Slot.objects.order_by("start")]
    first = datetime(2026, 11, 25, 15, tzinfo=ZoneInfo("Europe/Berlin"))
    assert starts == [first + timedelta(minutes=30 * i) for i in range(3)]


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("day", {"day": "2026-11-23", "time": "15:00"}),
        ("day", {"day": "2031-01-01", "time": "15:00"}),
        ("time", {"day": "2026-11-25", "time": "15:03"}),
        ("count", {"day": "2026-11-25", "time": "15:00", "count": 0}),
        ("count", {"day": "2026-11-25", "time": "15:00", "count": 400}),
        ("day", {"day": "yesterday", "time": "15:00"}),
    ],
)
def test_times_that_cannot_be_are_refused_by_field(
    world: World, mira: MentorProfile, field: str, data: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.mira, "slots.offer", conference="tidelines", **data)
    assert refused.value.field == field
    assert not Slot.objects.exists()


def test_a_time_in_the_missing_hour_is_refused(world: World) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert walls.instant(datetime.combine(date(2027, 3, 28), time(2, 30)), berlin) is None
    assert walls.instant(datetime.combine(date(2026, 10, 25), time(2, 30)), berlin) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_times_that_overlap_with_their_rest_are_refused(world: World, mira: MentorProfile) -> None:
    stage.slots(mira, MORNING + timedelta(hours=4))
    with pytest.raises(Conflict):
        stage.slots(mira, MORNING + timedelta(hours=4, minutes=25))
    stage.slots(mira, MORNING + timedelta(hours=4, minutes=30))


def test_a_mentor_withdraws_her_open_time_and_nobody_elses(world: World, mira: MentorProfile) -> None:
    slot = stage.slots(mira, MORNING + timedelta(hours=1))[0]
    other = stage.mentor(world.alice, world.congress)
    assert other.approved
    with pytest.raises(NotFound):
        do(world.alice, "slot.withdraw", slot=slot.pk)
    do(world.mira, "slot.withdraw", slot=slot.pk)
    with pytest.raises(Conflict):
        do(world.mira, "slot.withdraw", slot=slot.pk)


def test_a_forged_slot_reads_like_none(world: World, mira: MentorProfile) -> None:
    slot = stage.slots(mira, MORNING + timedelta(hours=1))[0]
    for number in (slot.pk, 987654):
        with pytest.raises(NotFound) as refused:
            do(world.charlie, "slot.withdraw", slot=number)
        assert (refused.value.code, refused.value.text) == ("not_found", "We cannot find that.")


def test_cells_cover_a_span_whole() -> None:
    start = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    assert len(cells.between(start, start + timedelta(minutes=30))) == 6
    assert len(cells.between(start + timedelta(minutes=2), start + timedelta(minutes=6))) == 2
    assert cells.between(start, start) == []
    assert cells.between(start, start - timedelta(hours=1)) == []
    assert cells.ceil(start) == cells.floor(start) == start


def test_the_directory_filters_by_topic_and_language(world: World, mira: MentorProfile) -> None:
    stage.mentor(world.alice, world.congress, "Job talks", languages=("fr",))
    client = browser_of(world.ada)
    dormancy = next(t.pk for t in mira.topics.all())
    assert "Alice" not in client.get("/tidelines/mentors", {"topic": dormancy}).content.decode()
    french = client.get("/tidelines/mentors", {"language": "fr"}).content.decode()
    assert "Alice" in french
    assert "Mira" not in french
    assert client.get("/tidelines/mentors", {"topic": "nonsense'"}).status_code == 200


def test_a_card_shows_the_next_time_in_my_zone(world: World, mira: MentorProfile) -> None:
    stage.slots(mira, MORNING + timedelta(hours=5))
    page = browser_of(world.ada).get("/tidelines/mentors").content.decode()
    assert "20:30 IST" in page  # 15:00 UTC in Kolkata


def test_the_directory_asks_as_often_for_three_mentors_as_for_one(world: World, mira: MentorProfile) -> None:
    stage.slots(mira, MORNING + timedelta(hours=1), 3)
    client = browser_of(world.ada)
    client.get("/tidelines/mentors")
    with CaptureQueriesContext(connection) as one:
        client.get("/tidelines/mentors")
    for name in ("Second Mentor", "Third Mentor"):
        profile = stage.mentor(person(name), world.congress, "Dormancy")
        stage.slots(profile, MORNING + timedelta(hours=2), 3)
    with CaptureQueriesContext(connection) as three:
        client.get("/tidelines/mentors")
    assert len(three) == len(one) <= 16


def test_strangers_see_no_mentors(world: World, mira: MentorProfile) -> None:
    ref = mira.membership.ref
    for path in ("/tidelines/mentors", f"/tidelines/mentors/{ref}", "/tidelines/mentors/offer", "/tidelines/queue"):
        assert browser_of(world.charlie).get(path).status_code == 404
        assert browser_of().get(path).status_code == 302
    assert browser_of(world.ada).get("/tidelines/mentors/nobody").status_code == 404


def test_every_page_of_mentors_draws(world: World, mira: MentorProfile) -> None:
    stage.slots(mira, MORNING + timedelta(hours=1), 2)
    do(world.bob, "mentor.offer", **offer(world))
    own = ["/tidelines/mentors", f"/tidelines/mentors/{mira.membership.ref}", "/tidelines/mentors/offer"]
    for who in (world.mira, world.ada, world.bob):
        for path in own:
            assert browser_of(who).get(path).status_code == 200
    assert "Bob" in browser_of(world.olga).get("/tidelines/mentors/approval").content.decode()
    assert browser_of(world.bob).get("/tidelines/mentors/approval").status_code == 403


def test_a_block_leaves_a_mentor_listed_without_times(world: World, mira: MentorProfile) -> None:
    stage.slots(mira, MORNING + timedelta(hours=1))
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=True)
    client = browser_of(world.ada)
    page = client.get(f"/tidelines/mentors/{mira.membership.ref}").content.decode()
    Slot.objects.all().update(state="withdrawn")
    do(world.mira, "block.set", membership=world.member(world.ada).pk, on=False)
    assert _words(page) == _words(client.get(f"/tidelines/mentors/{mira.membership.ref}").content.decode())
    assert "No time found with Mira" in page


def _words(page: str) -> list[str]:
    """A page without its tokens, which differ each time."""
    return [line for line in page.splitlines() if "csrf" not in line and "client_id" not in line]

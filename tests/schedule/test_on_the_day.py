"""A late session moves at once: for everybody who is in its room, and by letter for those who starred it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.notices.models import Notice
from conference.rooms import actions as rooms
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import OutgoingMail
from realtime import log
from schedule.exchange.readers import ical as reader
from schedule.programme.models import Change, Place, ReleasedSitting, Session, Sitting, Speaker, Star, Talk
from schedule.programme.onday.ripple import Span, ripple
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do
from tests.schedule.conftest import NOON, all_jobs, items, programme

pytestmark = pytest.mark.usefixtures("at_noon")
FIVE = timedelta(minutes=5)


@pytest.fixture
def sitting(world: World) -> Sitting:
    """The second of three talks in Hall 1, from 12:20; another hall is free."""
    programme(world.congress, *items(3))
    Place.objects.create(conference=world.congress, name="Hall 9", position=9)
    Star.objects.create(person=world.ada, session=Session.objects.get(title="Talk 1"), at=NOON)
    return Sitting.objects.get(session__title="Talk 1")


def delay(world: World, sitting: Sitting, who: str = "olga", minutes: int = 5, **more: Any) -> Any:
    more.setdefault("version", Sitting.objects.get(pk=sitting.pk).version)
    return do(getattr(world, who), "sitting.delay", sitting=sitting.pk, minutes=minutes, **more)


def times(title: str) -> tuple[datetime, datetime]:
    row = ReleasedSitting.objects.get(session__title=title)
    return row.start, row.end


def test_a_delay_moves_what_the_public_sees_at_once_and_is_in_the_change_log(world: World, sitting: Sitting) -> None:
    delay(world, sitting, minutes=10)
    assert times("Talk 1") == (NOON + timedelta(minutes=30), NOON + timedelta(minutes=50))
    assert "12:30" in browser_of().get("/tidelines/programme").content.decode()
    change = Change.objects.get(session=sitting.session, kind="moved")
    assert (change.before["start"], change.after["start"]) == (
        (NOON + timedelta(minutes=20)).isoformat(), (NOON + timedelta(minutes=30)).isoformat(),
    )  # fmt: skip
    assert change.by_id == world.olga.pk


def test_a_running_session_ends_later_and_began_when_it_began(world: World, sitting: Sitting) -> None:
    delay(world, Sitting.objects.get(session__title="Talk 0"))
    assert times("Talk 0") == (NOON, NOON + timedelta(minutes=25))


def test_what_follows_moves_along_only_when_asked(world: World, sitting: Sitting) -> None:
    delay(world, sitting)
    assert times("Talk 2")[0] == NOON + timedelta(minutes=40)
    delay(world, sitting, following=True)
    assert times("Talk 2")[0] == NOON + timedelta(minutes=50)


def test_who_starred_it_gets_a_letter_whose_calendar_file_has_the_new_time_and_a_risen_sequence(
    world: World, sitting: Sitting
) -> None:
    before = calendar(browser_of(world.ada).get("/tidelines/programme/mine.ics").content.decode())
    delay(world, sitting)
    all_jobs()
    letter = OutgoingMail.objects.get(to=world.ada.email)
    after = calendar(letter.calendar)
    assert "Moved: Talk 1" in letter.subject
    assert "Wed 25 Nov, 12:25 WET (you: Wed 25 Nov, 17:55 IST)" in letter.text
    assert after.start == before.start + FIVE
    assert (after.guid, after.sequence) == (before.guid, before.sequence + 1)


def calendar(text: str) -> Any:
    """The one event, as our own reader sees it, which shares no code with the library that wrote it."""
    (item,) = reader.read(text.encode(), None).items
    return item


def test_only_those_concerned_hear_of_it_and_nobody_hears_twice(world: World, sitting: Sitting) -> None:
    delay(world, sitting)
    all_jobs()
    all_jobs()
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {world.ada.email}
    assert [notice.title for notice in Notice.objects.all()] == ["Moved: Talk 1"]
    assert Notice.objects.get().urgent


def test_two_who_press_at_once_do_not_add_up(world: World, sitting: Sitting) -> None:
    delay(world, sitting, version=0)
    with pytest.raises(Conflict) as refused:
        delay(world, sitting, version=0)
    assert refused.value.code == "sitting.changed"
    assert times("Talk 1")[0] == NOON + timedelta(minutes=25)


def test_what_is_over_cannot_be_late(world: World, sitting: Sitting) -> None:
    ReleasedSitting.objects.filter(sitting=sitting).update(start=NOON - timedelta(hours=2), end=NOON)
    with pytest.raises(Conflict):
        delay(world, sitting)


def test_a_session_moves_to_a_free_place_and_not_to_a_taken_one(world: World, sitting: Sitting) -> None:
    programme(world.congress, *items(3), *items(3, 3, NOON + timedelta(minutes=20))[1:2])
    taken, free = Place.objects.get(name="Hall 2"), Place.objects.get(name="Hall 9")
    with pytest.raises(Invalid) as refused:
        do(world.olga, "sitting.relocate", sitting=sitting.pk, place=taken.pk, version=sitting.version)
    assert refused.value.field == "place"
    do(world.olga, "sitting.relocate", sitting=sitting.pk, place=free.pk, version=sitting.version)
    assert ReleasedSitting.objects.get(sitting=sitting).place == free


def test_a_place_of_the_neighbour_is_none(world: World, sitting: Sitting) -> None:
    theirs = Place.objects.create(conference=world.neighbour, name="Elsewhere")
    with pytest.raises(NotFound):
        do(world.olga, "sitting.relocate", sitting=sitting.pk, place=theirs.pk, version=0)


def test_two_talks_change_places(world: World, sitting: Sitting) -> None:
    first = Talk.objects.get(session=sitting.session)
    second = Talk.objects.create(session=sitting.session, order=1, title="The second talk")
    do(world.olga, "talk.swap", talk=first.pk, other=second.pk, version=0)
    assert [talk.title for talk in sitting.session.talks.all()] == ["The second talk", "Talk 1"]
    all_jobs()
    assert "1. The second talk" in OutgoingMail.objects.get(to=world.ada.email).text


def test_the_chair_of_the_session_may_and_of_another_one_may_not(world: World, sitting: Sitting) -> None:
    other = Session.objects.get(title="Talk 2")
    for session, chair in ((sitting.session, world.mira), (other, world.ada)):
        do(world.olga, "chair.name", room=rooms.room_of(session).pk, email=chair.email)
    delay(world, sitting, "mira")
    for who in ("ada", "bob", "mo"):
        with pytest.raises(Forbidden):
            delay(world, sitting, who)


def test_whom_the_programme_names_as_chair_may_too(world: World, sitting: Sitting) -> None:
    chair = Speaker.objects.create(conference=world.congress, name="Bob", person=world.bob)
    Session.objects.filter(pk=sitting.session_id).update(chair=chair)
    delay(world, sitting, "bob")
    assert "on-the-day" in browser_of(world.bob).get(f"/tidelines/room/{sitting.session.code}").content.decode()
    assert "on-the-day" not in browser_of(world.ada).get(f"/tidelines/room/{sitting.session.code}").content.decode()


def test_charlie_cannot_tell_that_there_is_such_a_sitting(world: World, sitting: Sitting) -> None:
    for pk in (sitting.pk, 10**9):
        with pytest.raises(NotFound) as refused:
            do(world.charlie, "sitting.delay", sitting=pk, minutes=5, version=0)
        assert refused.value.code == "not_found"


def test_what_is_being_worked_on_stays_where_it_was_put(world: World, sitting: Sitting) -> None:
    """The editor moved it to tomorrow, unreleased: the delay of today is of what the public has."""
    tomorrow = sitting.start + timedelta(days=1)
    Sitting.objects.filter(pk=sitting.pk).update(start=tomorrow, end=tomorrow + FIVE)
    delay(world, sitting)
    assert times("Talk 1")[0] == NOON + timedelta(minutes=25)
    assert Sitting.objects.get(pk=sitting.pk).start == tomorrow


@pytest.mark.parametrize("who", ["bob", "olga"])
def test_open_rooms_follow_and_show_what_a_reload_shows(world: World, sitting: Sitting, who: str) -> None:
    Talk.objects.create(session=sitting.session, order=1, title="The second talk")
    first, second = Talk.objects.filter(session=sitting.session).values_list("pk", flat=True)
    ids, browser = re.compile(r"sitting-\d+-\w+"), browser_of(getattr(world, who))
    address, stream = f"/tidelines/room/{sitting.session.code}", f"conference:{world.congress.pk}"
    free = Place.objects.get(name="Hall 9")
    for act in (
        lambda: delay(world, sitting),
        lambda: do(world.olga, "sitting.relocate", sitting=sitting.pk, place=free.pk, version=1),
        lambda: do(world.olga, "talk.swap", talk=first, other=second, version=0),
    ):
        before, at = shared(browser.get(address).content.decode(), ids), log.position(stream).head
        act()
        after = shared(browser.get(address).content.decode(), ids)
        live = {name: html for name, html in apply(before, stream, at).items() if not name.endswith("-news")}
        assert live == after
        assert before != after
    assert len(after) == (4 if who == "olga" else 3)


@pytest.mark.parametrize("who", ["bob", "olga"])
@pytest.mark.parametrize("what", ["moved", "called off"])
def test_open_rooms_follow_a_release_and_the_programme_offers_it(
    world: World, sitting: Sitting, who: str, what: str
) -> None:
    """The programme does not change under whoever reads it: a note leads to what a reload shows."""
    browser, stream = browser_of(getattr(world, who)), f"conference:{world.congress.pk}"
    rooms_, day = re.compile(r"sitting-\d+-(when|where|talks)"), re.compile(r"release-news")
    room, programme_ = f"/tidelines/room/{sitting.session.code}", "/tidelines/programme"
    before, offered = (
        shared(browser.get(room).content.decode(), rooms_),
        nodes(browser.get(programme_).content.decode(), day),
    )
    at = log.position(stream).head
    if what == "moved":
        Sitting.objects.filter(pk=sitting.pk).update(start=sitting.start + FIVE, end=sitting.end + FIVE)
    else:
        Session.objects.filter(pk=sitting.session_id).update(state="cancelled")
    do(world.olga, "release.publish", conference="tidelines", version="2")
    after = shared(browser.get(room).content.decode(), rooms_)
    live = {name: html for name, html in apply(before, stream, at).items() if rooms_.fullmatch(name)}
    assert live == after != before
    assert offered == nodes(browser.get(programme_).content.decode(), day) == {}
    note = apply({}, stream, at)["release-news"]
    assert 'href="?"' in note
    assert {event.type for event in log.read(stream, at)} == {"session.moved", "programme.released"}


def shared(html: str, ids: re.Pattern[str]) -> dict[str, str]:
    """The nodes without the reader's own zone, which the page's script puts into frames."""
    return nodes(re.sub(r'data-my="[^"]*"', 'data-my=""', html), ids)


SPANS = st.lists(st.tuples(st.integers(0, 200), st.integers(5, 60), st.booleans()), max_size=8)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SPANS, st.integers(0, 120))
def test_a_delay_dies_away_and_nothing_overlaps_or_gets_shorter(rows: list[tuple[int, int, bool]], late: int) -> None:
    spans, at = [], 0
    for number, (gap, length, gives_way) in enumerate(rows):
        start = NOON + timedelta(minutes=at + gap)
        spans.append(Span(number, start, start + timedelta(minutes=length), gives_way))
        at += gap + length
    moved = {span.id: span for span in ripple(NOON + timedelta(minutes=late), spans)}
    after = [moved.get(span.id, span) for span in spans]
    assert all(one.end <= other.start for one, other in pairwise(after))
    for span, new in zip(spans, after, strict=True):
        assert new.start >= span.start
        assert new.gives_way or new.end - new.start == span.end - span.start
        assert new.end - new.start >= FIVE

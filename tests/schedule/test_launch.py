"""Set-up from a name to a programme, and the rehearsal: a clone for the team alone that leaves nothing behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Invitation, Membership
from accounts.notices.models import Notice
from core import clock
from core.errors import Conflict, Forbidden, NotFound
from core.models import Conference, OutgoingMail
from schedule.calendars import queries as calendars
from schedule.launch import actions, duties
from schedule.launch.models import Rehearsal
from schedule.programme import queries as programme_queries
from schedule.programme.models import Place, ReleasedSitting, Session, Sitting, Speaker, Star
from tests.factories import World, browser_of, do, run_jobs
from tests.schedule.conftest import items, programme

pytestmark = pytest.mark.django_db


def clone(world: World) -> Conference:
    made = do(world.olga, "rehearsal.begin", conference="tidelines")
    return Conference.objects.get(slug=made["conference"])


def released(world: World) -> None:
    programme(world.congress, *items(6, 2))
    Speaker.objects.filter(name="Speaker 0").update(person=world.alice)
    Star.objects.create(person=world.bob, session=Session.objects.get(title="Talk 0"), at=clock.now())


def test_places_and_tracks_come_from_lines_and_twice_is_once(world: World) -> None:
    for _ in range(2):
        do(world.olga, "setup.frame", conference="tidelines", places="Plenary\n\n  Hall A \nPlenary", tracks="Tides")
    assert [place.name for place in Place.objects.filter(conference=world.congress)] == ["Plenary", "Hall A"]
    page = browser_of(world.olga).get("/tidelines/organize/setup").content.decode()
    assert "Hall A" in page
    assert "2 of 4 steps" in page


def test_a_preset_offers_names_to_begin_with(world: World) -> None:
    page = browser_of(world.olga).get("/tidelines/organize/setup?preset=meeting").content.decode()
    assert "Main room" in page
    assert not Place.objects.exists()


def test_a_rehearsal_is_the_programme_begun_in_five_minutes_for_the_team_alone(world: World) -> None:
    released(world)
    made = clone(world)
    rows = list(programme_queries.sittings_of(programme_queries.current_release(made.pk)))
    original = list(programme_queries.sittings_of(programme_queries.current_release(world.congress.pk)))

    assert timedelta(minutes=3) < rows[0].start - clock.now() <= timedelta(minutes=5)
    assert [row.start - rows[0].start for row in rows] == [row.start - original[0].start for row in original]
    assert [(row.session.title, str(row.place)) for row in rows] == [
        (row.session.title, str(row.place)) for row in original
    ]
    assert set(Membership.objects.filter(conference=made).values_list("person", flat=True)) == {
        world.olga.pk,
        world.mo.pk,
    }
    assert not Speaker.objects.filter(conference=made).exclude(person=None).exists()
    assert not Star.objects.filter(session__conference=made).exists()
    for who in (world.bob, world.alice, world.charlie):
        assert browser_of(who).get(f"/{made.slug}/room/{rows[0].session.code}").status_code in (302, 403, 404)
    assert browser_of(world.olga).get(f"/{made.slug}/room/{rows[0].session.code}").status_code == 200


def test_nobody_outside_gets_a_letter_from_a_rehearsal(world: World) -> None:
    released(world)
    made = clone(world)
    with pytest.raises(Conflict) as refused:
        do(world.olga, "conference.invite", conference=made.slug, email="outside@people.example")
    assert refused.value.code == "rehearsal.no_letters"
    first = Sitting.objects.filter(conference=made).order_by("start")[0]
    do(world.olga, "sitting.delay", sitting=first.pk, version=first.version, minutes=10)
    run_jobs()

    assert not Invitation.objects.filter(conference=made).exists()
    team = {world.olga.email, world.mo.email}
    assert set(OutgoingMail.objects.values_list("to", flat=True)) <= team


def test_an_erased_rehearsal_leaves_nothing_and_the_congress_as_it_was(world: World) -> None:
    released(world)
    before = (
        Session.objects.count(),
        Sitting.objects.count(),
        ReleasedSitting.objects.count(),
        Membership.objects.count(),
    )
    made = clone(world)
    events = list(Sitting.objects.filter(conference=made).values_list("event", flat=True))
    assert calendars.occurrences(events[0])
    answer = do(world.olga, "rehearsal.erase", conference=made.slug)

    assert answer["url"].startswith("/tidelines/")
    assert not Conference.objects.filter(pk=made.pk).exists()
    assert (
        Session.objects.count(),
        Sitting.objects.count(),
        ReleasedSitting.objects.count(),
        Membership.objects.count(),
    ) == before
    assert calendars.occurrences(events[0]) == []
    assert Star.objects.filter(person=world.bob).exists()


def test_a_true_congress_cannot_be_erased_as_a_rehearsal(world: World) -> None:
    released(world)
    with pytest.raises(NotFound):
        do(world.olga, "rehearsal.erase", conference="tidelines")
    made = clone(world)
    for who in (world.bob, world.charlie):
        with pytest.raises((Forbidden, NotFound)):
            do(who, "rehearsal.erase", conference=made.slug)
        with pytest.raises((Forbidden, NotFound)):
            do(who, "rehearsal.begin", conference="tidelines")
    assert browser_of(world.bob).get("/tidelines/organize/setup").status_code in (403, 404)


def test_rehearsals_are_bounded_and_need_a_release(world: World) -> None:
    with pytest.raises(Conflict) as refused:
        clone(world)
    assert refused.value.code == "rehearsal.nothing_released"
    released(world)
    made, *_ = [clone(world) for _ in range(actions.MOST)]
    with pytest.raises(Conflict) as refused:
        clone(world)
    assert refused.value.code == "rehearsal.too_many"
    with pytest.raises(Conflict) as refused:
        do(world.olga, "rehearsal.begin", conference=made.slug)
    assert refused.value.code == "rehearsal.of_a_rehearsal"
    assert Rehearsal.objects.count() == actions.MOST


def test_a_rehearsal_that_nobody_erases_goes_after_a_week_and_a_word(world: World) -> None:
    released(world)
    made = clone(world)
    Rehearsal.objects.update(began_at=clock.now() - timedelta(days=4, hours=23))
    duties.sweep()
    assert not Notice.objects.filter(kind="rehearsal-goes").exists()
    Rehearsal.objects.update(began_at=clock.now() - timedelta(days=5, minutes=1))
    for _ in range(2):
        duties.sweep()
    notice = Notice.objects.get(kind="rehearsal-goes")
    assert notice.person == world.olga
    assert made.name in notice.title
    assert Conference.objects.filter(pk=made.pk).exists()
    Rehearsal.objects.update(began_at=clock.now() - timedelta(days=7, minutes=1))
    assert duties.sweep() == 1
    assert not Conference.objects.filter(pk=made.pk).exists()
    assert Conference.objects.filter(pk=world.congress.pk).exists()
    assert duties.sweep() == 0

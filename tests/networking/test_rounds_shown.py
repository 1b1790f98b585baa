"""What pages of rounds say to whom, live and after a reload."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import privacy
from core.errors import Forbidden, NotFound
from core.unit import unit_of_work
from networking.rounds import queries
from networking.rounds.models import Entry, Proposal, Round
from realtime import registry
from realtime.models import LoggedEvent
from tests.factories import World, browser_of, do, member, person
from tests.networking.rounding import DAYS, publish, solve
from tests.networking.stage import MORNING

pytestmark = pytest.mark.django_db


def test_members_see_no_proposal_before_it_is_published_and_strangers_see_nothing(world: World, round_: Round) -> None:
    solve(world, round_)
    pages = ("/tidelines/organize/rounds", f"/tidelines/organize/rounds/{round_.pk}")
    for who in (world.ada, world.mira, world.mo):
        assert all(browser_of(who).get(page).status_code == 403 for page in pages)
        assert not registry.may_read(who.pk, f"rounds:{world.congress.pk}")
    assert "Mira" not in browser_of(world.ada).get("/tidelines/mentors/rounds").content.decode()
    for page in (*pages, "/tidelines/mentors/rounds"):
        assert browser_of(world.charlie).get(page).status_code == 404
        assert browser_of(world.olga).get(page).status_code == 200
    assert registry.may_read(world.olga.pk, f"rounds:{world.congress.pk}")
    assert browser_of(world.charlie).get(f"/coastal-data/organize/rounds/{round_.pk}").status_code == 404
    for name in ("round.lock", "round.publish"):
        with pytest.raises(NotFound):
            do(world.charlie, name, round=round_.pk)


def test_how_a_round_stands_live_is_what_a_reload_shows(world: World, round_: Round) -> None:
    from realtime import frames, log

    solve(world, round_)
    name = f"rounds:{world.congress.pk}"
    told = [frames.of_event(event) for event in log.read(name, 0)]
    assert {frame["type"] for frame in told} == {"round.changed"}
    live = told[-1]["html"][0]["html"]
    page = browser_of(world.olga).get("/tidelines/organize/rounds").content.decode()
    assert "".join(live.split()) in "".join(page.split())
    assert "Ada" not in str(list(LoggedEvent.objects.filter(stream__name=name).values_list("data", flat=True)))


def test_the_page_of_a_round_asks_as_often_for_three_pairs_as_for_one(world: World, round_: Round) -> None:
    client, path = browser_of(world.olga), f"/tidelines/organize/rounds/{round_.pk}"
    solve(world, round_)
    client.get(path)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    few = count()
    more = person("One More")
    member(more, world.congress)
    Proposal.objects.create(
        round=round_, mentee=world.member(more), mentor=world.member(world.mira), start=MORNING,
        end=MORNING + timedelta(minutes=20), score=1,
    )  # fmt: skip
    assert count() == few <= 30


def test_an_erased_person_leaves_rounds(world: World, round_: Round) -> None:
    publish(world, solve(world, round_))
    assert privacy.export_person(world.ada.pk)["rounds.Proposal"]
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert not Entry.objects.filter(membership__person=world.ada).exists()
    assert not Proposal.objects.filter(mentee__person=world.ada).exists()


def test_coordinators_are_asked_by_role(world: World) -> None:
    assert queries.rounds(world.congress.pk).count() == 0
    cora = person("Cora Ordination")
    member(cora, world.congress, ["coordinator"])
    do(cora, "round.create", **DAYS)
    with pytest.raises(Forbidden):
        do(world.bob, "round.create", **DAYS)

"""What people look for, whom they would (rather not) meet, and that nobody else learns of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from core import privacy
from core.errors import Conflict, Invalid, NotFound
from core.unit import unit_of_work
from networking.mentors import apart
from networking.mentors.models import MentorProfile
from networking.wishes import actions, duties, queries
from networking.wishes.models import Conflict as Apart
from networking.wishes.models import MenteeProfile, Preference
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db
HERE = {"conference": "tidelines"}


def apart_of(world: World, who: User) -> set[int]:
    everybody = {world.alice.pk, world.bob.pk, world.ada.pk, world.mira.pk, world.mo.pk}
    return apart.of(who.pk, world.congress.pk, everybody - {who.pk})


def test_what_one_looks_for_is_kept_and_shown_again(world: World, mira: MentorProfile) -> None:
    topics = [t.pk for t in mira.topics.all()]
    do(world.ada, "mentee.describe", **HERE, about="Dormant cells", topics=topics, wants=["papers"], paths=["clinic"],
       chats=2, first_time=True)  # fmt: skip
    page = browser_of(world.ada).get("/tidelines/mentors/wishes").content.decode()
    assert "Dormant cells" in page
    assert 'value="papers" checked' in page
    profile = MenteeProfile.objects.get()
    assert (profile.chats, profile.first_time, profile.paths) == (2, True, ["clinic"])


@pytest.mark.parametrize(
    "bad", [{"wants": ["gossip"]}, {"paths": ["stardom"]}, {"topics": [999]}, {"chats": 0}, {"chats": 10_000},
            {"about": "x" * 100_000}, {"visibility": "all"}],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(world: World, bad: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        do(world.ada, "mentee.describe", **HERE, **bad)
    assert not MenteeProfile.objects.exists()


def test_nobody_prefers_or_excludes_herself(world: World) -> None:
    ref = world.member(world.ada).ref
    for command, kind in (("preference", "must_meet"), ("conflict", "supervisor")):
        with pytest.raises(Invalid) as refused:
            do(
                world.ada,
                "preference.set" if command == "preference" else "conflict.declare",
                **HERE,
                ref=ref,
                kind=kind,
            )
        assert (refused.value.code, refused.value.field) == (f"{command}.oneself", "ref")


def test_people_of_elsewhere_and_of_nowhere_are_not_there(world: World) -> None:
    for ref in (world.member(world.nils, world.neighbour).ref, "nobody"):
        with pytest.raises(NotFound):
            do(world.ada, "preference.set", **HERE, ref=ref, kind="must_meet")


def test_a_no_thank_you_keeps_both_apart_whoever_said_it(world: World) -> None:
    do(world.mira, "preference.set", **HERE, ref=world.member(world.ada).ref, kind="no_thanks")
    assert apart_of(world, world.ada) == {world.mira.pk}
    assert apart_of(world, world.mira) == {world.ada.pk}
    do(world.mira, "preference.set", **HERE, ref=world.member(world.ada).ref, kind="")
    assert apart_of(world, world.ada) == set()


def test_one_conflict_excludes_exactly_one_pair(world: World) -> None:
    do(world.ada, "conflict.declare", **HERE, ref=world.member(world.mira).ref, kind="supervisor")
    assert apart_of(world, world.ada) == {world.mira.pk}
    assert apart_of(world, world.bob) == set()
    assert queries.apart_pairs([world.member(world.ada), world.member(world.bob)], [world.member(world.mira)]) == {
        (world.member(world.ada).pk, world.member(world.mira).pk),
        (world.member(world.mira).pk, world.member(world.ada).pk),
    }


def test_a_common_paper_counts_for_three_years(world: World, hands: Clock) -> None:
    ref = world.member(world.mira).ref
    do(world.ada, "conflict.declare", **HERE, ref=ref, kind="coauthor", year=2024)
    assert apart_of(world, world.ada) == {world.mira.pk}
    hands.move(days=400)
    assert apart_of(world, world.ada) == {world.mira.pk}
    hands.move(days=5)
    assert apart_of(world, world.ada) == set()
    with pytest.raises(Invalid) as refused:
        do(world.ada, "conflict.declare", **HERE, ref=ref, kind="coauthor", year=1990)
    assert refused.value.field == "year"


@pytest.mark.parametrize("spelling", ["Harbour  Institute", "HARBOUR INSTITUTE", "Harbour-Institute."])
def test_people_of_one_institution_are_not_paired(world: World, spelling: str) -> None:
    User.objects.filter(pk=world.mira.pk).update(affiliation="Harbour Institute")
    User.objects.filter(pk=world.ada.pk).update(affiliation=spelling)
    assert apart_of(world, world.ada) == {world.mira.pk}


def test_a_company_starts_no_chat_with_a_patient_but_a_patient_may(world: World) -> None:
    User.objects.filter(pk=world.bob.pk).update(industry="Tidal Therapeutics")
    User.objects.filter(pk=world.mira.pk).update(career_stage="patient")
    assert apart_of(world, world.bob) == {world.mira.pk}
    assert apart_of(world, world.mira) == set()


def test_safety_contacts_keep_two_apart_and_neither_finds_it(world: World) -> None:
    one, other = world.member(world.ada).ref, world.member(world.mira).ref
    do(world.olga, "conflict.safety", **HERE, one=one, other=other, on=True)
    assert apart_of(world, world.ada) == {world.mira.pk}
    row = Apart.objects.get()
    for who in (world.ada, world.mira):
        with pytest.raises(NotFound):
            do(who, "conflict.drop", conflict=row.pk)
        assert "conflicts" not in str(privacy.export_person(who.pk).get("wishes.Conflict"))
        assert not list(privacy.export_person(who.pk)["wishes.Conflict"])
    do(world.olga, "conflict.safety", **HERE, one=other, other=one, on=False)
    assert not Apart.objects.exists()


def test_a_kept_apart_mentor_reads_like_one_without_times(world: World, mira: MentorProfile) -> None:
    stage.slots(mira, MORNING + timedelta(hours=2))
    path = f"/tidelines/mentors/{mira.membership.ref}"
    assert "Book this time" in browser_of(world.ada).get(path).content.decode()
    do(world.mira, "preference.set", **HERE, ref=world.member(world.ada).ref, kind="no_thanks")
    page = browser_of(world.ada).get(path).content.decode()
    assert "Book this time" not in page
    assert "No time found with Mira" in page
    slot = mira.slots.get()
    with pytest.raises(Conflict) as refused:
        do(world.ada, "chat.book", slot=slot.pk)
    assert refused.value.code == "chat.no_time"


def test_mentors_read_what_one_looks_for_as_one_chose_and_nobody_reads_what_gives_precedence(
    world: World, mira: MentorProfile
) -> None:
    ada = world.member(world.ada)
    looks: dict[str, Any] = {
        **HERE,
        "about": "Where the tide turns",
        "wants": ["abroad"],
        "paths": ["clinic"],
        "bursary": True,
    }
    other = stage.mentor(world.alice, world.congress)
    chat = do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=3))[0].pk)["chat"]

    def reads(who: User, path: str = f"/tidelines/people/{ada.ref}") -> bool:
        page = browser_of(who).get(path).content.decode()
        assert "bursary" not in page.lower()
        return "Where the tide turns" in page and "Going abroad" in page

    do(world.ada, "mentee.describe", **looks, visibility="matched")
    assert [reads(who) for who in (world.mira, world.alice, world.bob)] == [True, False, False]
    assert reads(world.mira, f"/tidelines/chats/{chat}")
    do(world.ada, "mentee.describe", **looks, visibility="mentors")
    assert [reads(who) for who in (world.mira, world.alice, world.bob)] == [True, True, False]
    assert other.approved


def test_there_is_an_end_to_wishes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_WISHES", 1)
    do(world.ada, "preference.set", **HERE, ref=world.member(world.mira).ref, kind="would_like")
    do(world.ada, "preference.set", **HERE, ref=world.member(world.mira).ref, kind="must_meet")
    with pytest.raises(Conflict):
        do(world.ada, "preference.set", **HERE, ref=world.member(world.bob).ref, kind="would_like")


def test_wishes_are_forgotten_thirty_days_after_the_congress(world: World, hands: Clock) -> None:
    do(world.ada, "preference.set", **HERE, ref=world.member(world.mira).ref, kind="no_thanks")
    do(world.ada, "conflict.declare", **HERE, ref=world.member(world.bob).ref, kind="declared")
    hands.move(days=32)
    assert duties.forget() == 0
    hands.move(days=1)
    assert duties.forget() == 2
    assert not Preference.objects.exists()


def test_an_erased_person_leaves_nobodys_wishes(world: World) -> None:
    do(world.ada, "mentee.describe", **HERE, about="Cells")
    do(world.ada, "preference.set", **HERE, ref=world.member(world.mira).ref, kind="no_thanks")
    do(world.bob, "conflict.declare", **HERE, ref=world.member(world.ada).ref, kind="declared")
    with unit_of_work():
        privacy.erase_person(world.ada.pk)
    assert not any(model.objects.exists() for model in (MenteeProfile, Preference, Apart))


def test_strangers_have_no_page_of_wishes(world: World) -> None:
    for path in ("/tidelines/mentors/wishes", "/tidelines/mentors/when"):
        assert browser_of(world.charlie).get(path).status_code == 404
        assert browser_of(world.olga).get(path).status_code == 200

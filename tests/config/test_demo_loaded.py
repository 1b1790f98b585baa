"""The invented congress as it stands in the database, and the doors to it. Loaded once for all that is asked of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import Membership, User
from config.demo import actions, source, timetable
from core import clock
from networking.mentors.models import MentorProfile, Slot, Topic
from networking.requests.models import Request
from schedule.programme import queries as programme
from schedule.programme.models import Session, Speaker
from society.home.models import Society
from society.materials.models import Text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def load() -> actions.Loaded:
    return actions.load(clock.now(), lambda line: None)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[actions.Loaded]:
    """The demo, in a transaction in which each test has one of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def links(*args: str) -> list[dict[str, str]]:
    out = StringIO()
    call_command("login-link", *args, "--json", "--base", "http://127.0.0.1:1", stdout=out)
    found: list[dict[str, str]] = json.loads(out.getvalue())
    return found


def test_the_demo_loads_into_an_empty_database(demo: actions.Loaded) -> None:
    assert demo.report.created == len(timetable.congress(clock.now()).items)
    assert not demo.report.problems
    now = clock.now()
    live = programme.sittings_of(programme.current_release(demo.conference.pk), start__lte=now, end__gt=now)
    assert len({sitting.place_id for sitting in live}) >= 2
    assert Session.objects.filter(patients_welcome=True, talks__lay_summary="").count() == 0


def test_everybody_has_a_role_and_charlie_does_not_belong(demo: actions.Loaded) -> None:
    congress = demo.conference
    members = Membership.objects.filter(conference=congress).prefetch_related("roles").select_related("person")
    roles = {m.person.email.partition("@")[0]: {role.code for role in m.roles.all()} for m in members}
    assert all("attendee" in codes for codes in roles.values())
    wanted = {"alice": "speaker", "mo": "moderator", "olga": "organizer", "ada": "ambassador", "mira": "mentor"}
    assert {key: code for key, code in wanted.items() if code not in roles[key]} == {}
    assert roles["bob"] == {"attendee"}
    assert "charlie" not in roles
    beside = Membership.objects.get(person__email="charlie@demo.example")
    assert beside.conference.slug == "coastal-data"
    assert beside.roles.filter(code="organizer").exists()


def test_speakers_and_chairs_are_tied_to_their_accounts(demo: actions.Loaded) -> None:
    congress = demo.conference
    assert not Speaker.objects.filter(conference=congress, person=None).exists()
    assert Session.objects.get(conference=congress, title__startswith="Awakening").chair == Speaker.objects.get(
        person__email="mo@demo.example"
    )


def test_what_a_visitor_changed_about_a_person_stays() -> None:
    User.objects.filter(email="bob@demo.example").update(affiliation="Elsewhere")
    load()
    assert User.objects.get(email="bob@demo.example").affiliation == "Elsewhere"


def test_the_society_has_aims_awards_partners_and_reviewed_texts() -> None:
    society = Society.objects.get()
    assert society.name.endswith("(demo)")
    assert (society.awards.count(), Text.objects.count()) == (4, 3)
    assert society.aims.exists()
    assert society.partners.exists()
    assert all(text.lay_reviewer and text.reviewed_on <= clock.now().date() for text in Text.objects.all())


def test_every_mentor_has_free_times_ahead_at_waking_hours_but_for_two_who_are_asked_for_one(
    demo: actions.Loaded,
) -> None:
    congress = demo.conference
    profiles = MentorProfile.objects.filter(membership__conference=congress, approved=True)
    assert profiles.count() == len(source.mentors())
    asked = profiles.filter(pk__in=Request.objects.values("mentor"))
    assert asked.count() == 2
    for profile in profiles.exclude(pk__in=asked).select_related("membership__person"):
        slots = profile.slots.filter(state=Slot.State.OPEN, start__gt=clock.now())
        assert slots.count() >= 4
        hours = {slot.start.astimezone(ZoneInfo(profile.membership.person.zone)).hour for slot in slots}
        assert hours <= set(range(8, 22))
    assert {topic.name for topic in Topic.objects.filter(conference=congress)} == {
        topic for mentor in source.mentors() for topic in mentor.topics
    }


def test_a_sign_in_link_works_once() -> None:
    (link,) = links("alice")
    assert link["url"] == f"http://127.0.0.1:1{link['path']}"
    first, second = Client(), Client()
    assert first.get(link["path"]).status_code == 302
    assert first.session["_auth_user_id"] == str(User.objects.get(email="alice@demo.example").pk)
    assert second.get(link["path"]).status_code == 404
    assert "_auth_user_id" not in second.session


def test_there_is_a_link_for_everybody_at_once() -> None:
    assert {"alice", "charlie", "fjellvind"} <= {link["person"] for link in links("--all")}


def test_a_link_that_was_tampered_with_signs_nobody_in() -> None:
    (link,) = links("alice")
    assert Client().get(link["path"][:-2] + "xx").status_code == 404


def test_a_link_leads_nowhere_else() -> None:
    (link,) = links("alice")
    assert Client().get(link["path"] + "?next=https://elsewhere.example/")["Location"] == "/"


def test_sign_in_links_are_refused_outside_demo_and_debug(settings: pytest.FixtureRequest) -> None:
    (link,) = links("alice")
    settings.DEMO = settings.DEBUG = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="demo and debug"):
        links("alice")
    with pytest.raises(CommandError):
        call_command("demo")
    assert Client().get(link["path"]).status_code == 404
    assert Client().post(reverse("demo-enter", args=["olga"])).status_code == 404


def test_one_click_enters_as_the_cast_and_as_nobody_else() -> None:
    visitor = Client()
    assert visitor.post(reverse("demo-enter", args=["bob"])).status_code == 302
    assert visitor.session["_auth_user_id"] == str(User.objects.get(email="bob@demo.example").pk)
    assert Client().post(reverse("demo-enter", args=["fjellvind"])).status_code == 404
    assert Client().get(reverse("demo-enter", args=["bob"])).status_code == 405


def test_entering_needs_a_form_of_our_own() -> None:
    assert Client(enforce_csrf_checks=True).post(reverse("demo-enter", args=["olga"])).status_code == 403


def test_an_unknown_person_gets_a_sentence() -> None:
    with pytest.raises(CommandError, match="Nobody here is called nobody"):
        links("nobody")

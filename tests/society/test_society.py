"""The society's public pages, its texts and its supporting members."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.errors import Invalid, NotFound
from core.models import OutgoingMail
from core.unit import unit_of_work
from society.home.models import Award, Society
from society.loading import load
from society.materials import reading
from society.materials.models import Text
from society.members.models import Supporter
from tests.factories import browser_of, do, person

pytestmark = pytest.mark.django_db

FACTS = Path(__file__).parents[2] / "config" / "demo" / "society.toml"
ALICE = {"name": "Alice Larkenfield", "email": "Alice@people.example", "relation": "friend", "consent": "yes"}


@pytest.fixture
def society(db: None) -> Society:
    with unit_of_work():
        load(tomllib.loads(FACTS.read_text(encoding="utf-8")), date(2026, 11, 25))
    return Society.objects.get()


def test_the_society_shows_itself_without_an_account(society: Society) -> None:
    page = browser_of().get("/society").content.decode()
    for fact in (society.name, "Evening Star Medal", "Hollow Oak", society.journal_name, society.donation_url):
        assert fact.replace("'", "&#x27;") in page
    assert "not advice" in page


def test_an_installation_without_a_society_says_so_kindly(db: None) -> None:
    assert browser_of().get("/society").status_code == 404


def test_loading_again_replaces_and_doubles_nothing(society: Society) -> None:
    call_command("society", "load", str(FACTS))
    assert Society.objects.count() == 1
    assert Award.objects.count() == 4
    assert Text.objects.count() == 3


def test_a_broken_file_loads_nothing(db: None, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('name = "Half a society"\n[[text]]\nslug = "x"\n', encoding="utf-8")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("society", "load", str(broken))
    assert not Society.objects.exists()


def test_every_text_says_who_wrote_and_reviewed_it_and_when(society: Society) -> None:
    assert Text.objects.count() == 3
    for text in Text.objects.all():
        page = browser_of().get(f"/society/texts/{text.slug}").content.decode()
        for fact in (text.author, text.medical_reviewer, text.lay_reviewer, text.sources[0]["title"]):
            assert fact in page
        assert f'datetime="{text.next_review_on}"' in page
        assert f"Reading ease {text.ease}" in page
        assert "not advice" in page


def test_an_unknown_text_is_not_found(society: Society) -> None:
    assert browser_of().get("/society/texts/no-such-text").status_code == 404


def test_the_demo_texts_read_as_plain_english(society: Society) -> None:
    for text in Text.objects.all():
        assert text.ease is not None
        assert text.ease >= 55, text.slug


def test_reading_ease_tells_plain_from_learned() -> None:
    plain = reading.ease("The cat sat on the mat. It was warm. Then it went to sleep.")
    learned = reading.ease("Epithelial-mesenchymal transition necessitates transcriptional reprogramming.")
    assert plain is not None
    assert plain > 90
    assert learned == 0
    assert reading.ease("12 + 3") is None


def test_a_source_is_a_web_address(society: Society) -> None:
    from society.materials.actions import publish_text

    with pytest.raises(ValueError, match="web address"), unit_of_work():
        publish_text(
            slug="x",
            body="Words.",
            reviewed_on=date(2026, 1, 1),
            sources=[{"title": "x", "url": "javascript:alert(1)"}],
        )


def test_a_stranger_becomes_a_supporting_member_by_form(society: Society) -> None:
    response = browser_of().post("/c/supporter.join", ALICE, follow=True)
    assert "Thank you" in response.content.decode()
    assert Supporter.objects.get().email == "alice@people.example"
    assert OutgoingMail.objects.get().to == "alice@people.example"


def test_joining_twice_looks_the_same_and_writes_once(society: Society) -> None:
    first = do(None, "supporter.join", **ALICE)
    assert do(None, "supporter.join", **ALICE, country="PT") == first
    assert OutgoingMail.objects.count() == 1
    assert Supporter.objects.get().country == ""


@pytest.mark.parametrize("field", ["name", "email", "relation", "consent"])
def test_a_refused_form_comes_back_with_its_words(society: Society, field: str) -> None:
    response = browser_of().post("/c/supporter.join", {**ALICE, "name": "Alice Kept", field: ""})
    assert response.status_code == 422
    assert not Supporter.objects.exists()
    if field != "name":
        assert "Alice Kept" in response.content.decode()


def test_nothing_is_preselected_in_the_form(society: Society) -> None:
    assert " checked" not in browser_of().get("/society/join").content.decode()


def test_the_link_of_the_letter_leads_out_again(society: Society) -> None:
    do(None, "supporter.join", **ALICE)
    found = re.search(r"/society/leave/(\S+)", OutgoingMail.objects.get().text)
    assert found is not None
    assert browser_of().get(found[0]).status_code == 200
    assert Supporter.objects.exists()  # looking does nothing
    do(None, "supporter.leave", token=found[1])
    assert not Supporter.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_made_up_link_leads_nowhere(society: Society) -> None:
    with pytest.raises(NotFound):
        do(None, "supporter.leave", token="1:abc:def")


def test_consent_is_the_word_yes(society: Society) -> None:
    with pytest.raises(Invalid):
        do(None, "supporter.join", **{**ALICE, "consent": "maybe"})


def test_supporters_with_an_account_find_themselves_in_their_copy() -> None:
    from core import privacy

    alice = person("Alice Larkenfield")
    do(None, "supporter.join", **{**ALICE, "email": alice.email})
    assert privacy.export_person(alice.pk)["society_members.Supporter"][0]["relation"] == "friend"

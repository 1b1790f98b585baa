"""Search: one function, the same order on SQLite and PostgreSQL, and only what the released programme shows."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from conference.rooms import actions as rooms
from conference.rooms.models import Room
from core import clock, privacy
from core.models import Conference
from core.unit import unit_of_work
from schedule.exchange.document import Person
from schedule.programme.models import ReleasedSitting, Session, Speaker, Talk
from schedule.search import duties, queries, words
from schedule.search.models import Entry
from tests.factories import World, browser_of
from tests.schedule.conftest import all_jobs, items, programme

pytestmark = pytest.mark.django_db


def made(conference: Conference, *, seed: int = 0) -> None:
    """Five sessions whose right order for "dormant cells" is that of their numbers."""
    one, two, three, four, five = items(5)
    entries = [
        replace(one, title="Dormant cells wake", people=(Person("Ana Ölçer"),), abstract="<p>…</p>"),
        replace(two, title="What dormant cells do", people=(Person("Kim Lee"),), abstract=""),
        replace(three, title="Of cells", people=(Person("Dora Dormantova"),), abstract=""),
        replace(four, title="Elsewhere", people=(Person("Jo"),), abstract="<p>A dormant</p><p>cellscape</p>"),
        replace(
            five,
            title="Birds",
            people=(Person("日本 太郎"),),
            abstract="<p>dormant</p>骨転移の話",
        ),
    ]
    random.Random(seed).shuffle(entries)
    programme(conference, *entries)


def titles(conference: Conference, text: str) -> list[str]:
    found = queries.search(conference, text)
    named = dict(Session.objects.filter(pk__in=[one.session for one in found]).values_list("pk", "title"))
    return [named[one.session] for one in found]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_is_title_then_names_then_texts_and_within_these_time(world: World, seed: int) -> None:
    made(world.congress, seed=seed)

    assert titles(world.congress, "dormant cells") == [
        "Dormant cells wake",
        "What dormant cells do",
        "Of cells",
        "Elsewhere",
    ]
    assert [one.rank for one in queries.search(world.congress, "CELLS dormant")] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("olcer", ["Dormant cells wake"]),  # without accents
        ("ÖLÇ", ["Dormant cells wake"]),  # the beginning of a word
        ("太郎", ["Birds"]),
        ("転移", ["Birds"]),  # inside a sentence without spaces
        ("ormant", []),  # not from the middle of a word
        ("track 0", ["Birds", "Dormant cells wake"]),
        ('dormant" OR cells*', []),  # operators are words like others
        ("title:dormant", []),
        ("NOT - ( ) & | ! : * ' \" \\", []),
        ("", []),
        ("\x00 \ud83d", []),
    ],
)
def test_words_are_found_as_they_are_written_or_without_accents_and_operators_mean_nothing(
    world: World, text: str, expected: list[str]
) -> None:
    made(world.congress)

    assert sorted(titles(world.congress, text)) == expected


SPOKEN = (
    "State-of-the-art imaging of SARS-CoV-2",
    "Größe und Maß: Straße",
    "L’hétérogénéité d'aujourd'hui",
    "Ελληνική ογκολογία",
    "Метастазы и ёлка",
    "שָׁלוֹם עולם",
    "السرطان والأمل",
    "암 전이 연구",
    "हिन्दी में कैंसर",
    "がんの転移",
    "IL-6, p53 and 3D models at 2.5 µm",
    "Łódź, Istanbul İstanbul, naïve cœur",
)
# The same table on both stores: what is asked, and the numbers of the titles that are found.
ASKED: tuple[tuple[str, list[int]], ...] = (
    ("state-of-the-art", [0]),
    ("state of art", [0]),
    ("sars-cov", [0]),
    ("cov-2", [0]),
    ("SARSCoV2", []),
    ("grösse", [1]),
    ("GRÖßE", [1]),
    ("strasse", [1]),
    ("maß", [1]),
    ("heterogeneite", [2]),
    ("aujourd’hui", [2]),
    ("l'het", [2]),
    ("ογκολογία", [3]),
    ("ΟΓΚΟΛΟΓΙΑ", [3]),
    ("метастаз", [4]),
    ("елка", [4]),
    ("שלום", [5]),
    ("السرطان", [6]),
    ("전이", [7]),
    ("연", [7]),
    ("हिन्दी", [8]),
    ("転移", [9]),
    ("il-6", [10]),
    ("p53 3d", [10]),
    ("2.5", [10]),
    ("2,5 µm", [10]),
    ("5.2", [10]),
    ("istanbul", [11]),
    ("naive", [11]),
    ("lodz", []),  # Polish ł is a letter of its own, not an l with a mark
    ("łodz", [11]),
    ("cov -2 imaging*", [0]),
    ("imaging & !sars", [0]),
)


def test_many_languages_hyphens_and_beginnings_find_the_same_on_every_store(world: World) -> None:
    programme(world.congress, *(replace(item, title=SPOKEN[n], people=()) for n, item in enumerate(items(len(SPOKEN)))))

    found = {text: sorted(SPOKEN.index(title) for title in titles(world.congress, text)) for text, _ in ASKED}

    assert found == dict(ASKED)


def test_nothing_that_is_not_released_is_found_by_any_door(world: World) -> None:
    made(world.congress)
    canary = "zebrafish7"
    draft = Session.objects.create(conference=world.congress, title=f"Draft {canary}", abstract=canary)
    hidden = Session.objects.get(title="Birds")
    Session.objects.filter(pk=hidden.pk).update(state="withdrawn", abstract=f"<p>{canary}</p>")
    Talk.objects.create(session=draft, title=canary)
    Speaker.objects.create(conference=world.congress, name=f"Secret {canary}")
    gone = Session.objects.get(title="Elsewhere")
    Talk.objects.filter(session=gone).update(lay_summary=canary)
    ReleasedSitting.objects.filter(session=gone).delete()
    Entry.objects.all().delete()
    Entry.objects.create(
        conference=world.congress, session=draft, title=canary
    )  # even an index that should not hold it

    assert queries.search(world.congress, canary) == []
    for who in (None, world.bob, world.charlie, world.olga):
        for address in (f"/tidelines/search?q={canary}", f"/tidelines/programme?q={canary}"):
            page = browser_of(who).get(address).content.decode()
            assert "Draft" not in page
            assert "Elsewhere" not in page
            assert "Birds" not in page


def test_the_neighbours_programme_is_not_searched(world: World) -> None:
    made(world.neighbour)
    programme(world.congress, *items(1))

    assert titles(world.congress, "dormant") == []
    assert len(titles(world.neighbour, "dormant")) == 5


def test_the_index_follows_the_programme(world: World) -> None:
    one, two = items(2)
    programme(world.congress, one, two)
    assert titles(world.congress, "talk") == ["Talk 0", "Talk 1"]
    assert titles(world.congress, "lecture") == []
    programme(world.congress, replace(one, title="Lecture"), two)
    assert titles(world.congress, "lecture") == ["Lecture"]


def test_an_erased_speaker_is_not_found_by_her_name(world: World) -> None:
    made(world.congress)
    Speaker.objects.filter(name="Kim Lee").update(person=world.alice)
    assert titles(world.congress, "kim lee") == ["What dormant cells do"]
    all_jobs()
    with unit_of_work():
        privacy.erase_person(world.alice.pk)

    assert not Entry.objects.filter(people__contains="kim").exists()
    assert titles(world.congress, "kim lee") == []


def test_the_page_shows_the_best_first_and_the_programme_page_finds_the_same(world: World) -> None:
    made(world.congress)
    page = browser_of(world.bob).get("/tidelines/search?q=dormant+cells").content.decode()

    assert page.index("Dormant cells wake") < page.index("Of cells") < page.index("Elsewhere")
    assert "Birds" not in page
    listed = browser_of(world.bob).get("/tidelines/programme?q=dormant+cells").content.decode()
    assert "Of cells" in listed
    assert "Birds" not in listed
    assert 'action="/tidelines/search"' in page, "the box in the top line"
    assert "Nothing fits" in browser_of().get("/tidelines/search?q=zzz").content.decode()


@pytest.mark.parametrize("path", ["programme", "search"])
def test_a_search_that_finds_many_draws_a_part_tells_how_many_and_leads_on(world: World, path: str) -> None:
    programme(world.congress, *items(60, 5))
    browser = browser_of(world.bob)
    one, two, far, none = (
        browser.get(f"/tidelines/{path}?q=talk&page={page}").content.decode() for page in ("1", "2", "99", "x")
    )

    assert one.count('class="session') == 50
    assert two.count('class="session') == 10
    assert not re.search(r">Talk 0<", two)
    assert "60 s" in one
    assert "Shown are 1 to 50" in one
    assert "Shown are 51 to 60" in two
    assert 'href="?q=talk&amp;page=2" rel="next"' in one
    assert 'href="?q=talk&amp;page=1" rel="prev"' in two
    assert "Shown are 51 to 60" in far
    assert "Shown are 1 to 50" in none
    assert "Shown are" not in browser.get(f"/tidelines/{path}?q=talk+59").content.decode()


@pytest.mark.parametrize("count", [3, 130])
def test_the_pages_of_a_search_ask_the_same_number_of_queries_for_any_size(world: World, count: int) -> None:
    programme(world.congress, *items(count, 5))
    duties.renew()
    browser = browser_of()
    browser.get("/tidelines/programme")
    for path, most in (("programme", 8), ("search", 8)):
        with CaptureQueriesContext(connection) as asked:
            browser.get(f"/tidelines/{path}?q=talk")
        assert len(asked) == most, path


@pytest.mark.parametrize("count", [3, 60])
def test_searching_takes_five_queries_for_any_size(world: World, count: int) -> None:
    programme(world.congress, *items(count, 5))
    queries.search(world.congress, "talk")
    all_jobs()
    with CaptureQueriesContext(connection) as asked:
        assert len(queries.search(world.congress, "talk")) == count
    assert len(asked) <= 5


@pytest.mark.parametrize("count", [3, 60])
def test_the_first_search_after_a_release_makes_no_index_and_finds_the_same(world: World, count: int) -> None:
    programme(world.congress, *items(count, 5))
    with CaptureQueriesContext(connection) as asked:
        first = queries.search(world.congress, "talk")
    assert len(asked) <= 9
    assert not Entry.objects.exists()
    queries.search(world.congress, "talk")
    assert DBTaskResult.objects.filter(task_path__contains="search").count() == 1  # asked for once
    all_jobs()
    assert Entry.objects.count() == count
    assert queries.search(world.congress, "talk") == first


def test_the_stores_own_full_text_index_is_used(world: World) -> None:
    made(world.congress)
    queries.search(world.congress, "cells")
    all_jobs()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_entry_vector'")
            assert "gin" in cursor.fetchone()[0].lower()
        else:
            cursor.execute("SELECT count(*) FROM search_fts WHERE search_fts MATCH '\"cells\"*'")
            assert cursor.fetchone()[0] == 4


def test_folding() -> None:
    assert words.folded("Ölçü_ß  naïve-ÉTUDE") == "olcu ss naive etude"
    assert words.begins(["ce", "wa"], "cells wake")
    assert not words.begins(["ells"], "cells wake")
    assert words.asked("a b a " + "c" * 90 + " d e f g h i j k") == ["a", "b", "c" * 40, "d", "e", "f", "g", "h"]


def test_what_is_under_embargo_is_found_by_its_title_and_not_by_what_it_says(world: World) -> None:
    made(world.congress)
    room = rooms.room_of(Session.objects.get(title="Elsewhere"))
    Room.objects.filter(pk=room.pk).update(embargo_until=clock.now() + timedelta(hours=1))
    assert "Elsewhere" not in titles(world.congress, "dormant")
    assert titles(world.congress, "elsewhere") == ["Elsewhere"]

    Room.objects.filter(pk=room.pk).update(embargo_until=None)
    assert "Elsewhere" in titles(world.congress, "dormant")

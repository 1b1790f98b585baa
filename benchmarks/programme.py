"""The programme page with 883 sessions in 30 places, beside the plainest list Django can render of the same.

The plain list is one query set with its joins and one loop of five values a session: what nobody can go below without
leaving the template engine. The page adds filters, two zones, states, tracks, stars and links.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

SESSIONS, PLACES, DAYS = 883, 30, 2  # sessions of the largest real programme we know, and a bound on a busy congress
ROUNDS = 15
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLAIN = (
    "<ul>{% for row in rows %}<li>{{ row.start|time:'H:i' }} {{ row.session.title }}, {{ row.place.name }}, "
    "{{ row.session.track.name }}, {{ row.session.type }}</li>{% endfor %}</ul>"
)


def main(options: list[str]) -> None:
    """Print milliseconds, queries and ratios; medians of interleaved rounds."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(VAR_DIR=folder, IGNORE_ENV_FILE="1", LOG_LEVEL="ERROR")
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        _prepare()
        _measure()


def _prepare() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    _import()


def _import() -> None:
    from schedule.exchange import actions
    from schedule.exchange.document import Document, Item, Person

    def item(number: int) -> Item:
        day, within = number % DAYS, number // DAYS
        start = START + timedelta(days=day, minutes=60 * (within // PLACES))
        return Item(
            title=f"Session {number} about something of a usual length",
            start=start,
            duration=timedelta(minutes=45),
            day=start.date(),
            source_id=str(number + 1),
            place=f"Place {within % PLACES}",
            track=f"Track {number % 20}",
            type=("talk", "workshop", "poster")[number % 3],
            language=("en", "fr")[number % 2],
            abstract="<p>Words.</p>" * 60,
            people=tuple(Person(f"Speaker {number}-{n}", f"{number}-{n}") for n in range(1 + number % 2)),
        )

    items = tuple(item(number) for number in range(SESSIONS))
    document = Document("bench", "Benchmark", "bench", "Europe/Lisbon", items)
    began = time.perf_counter()
    conference = actions.make_conference("bench", document, "Europe/Lisbon")
    actions.import_document(conference, document)
    print(f"import of {SESSIONS} sessions: {time.perf_counter() - began:.2f} s")


def _measure() -> None:
    from django.template import engines

    from schedule.programme import queries
    from schedule.search import duties

    plain_template = engines["django"].from_string(PLAIN)

    def plain(**where: object) -> int:
        release = queries.current_release(1)
        return len(plain_template.render({"rows": list(queries.sittings_of(release, **where))}))

    for name, query, where in (
        (f"search that finds all {SESSIONS}, without an index yet", "?q=session", {}),
        (f"one day ({SESSIONS // DAYS} sessions)", "", {"day": START.date()}),
        ("one day as a grid", "?view=grid", {"day": START.date()}),
        (f"search that finds all {SESSIONS}", "?q=session", {}),
    ):
        if not name.endswith("yet"):
            duties.renew()  # the index of search, as a worker would
        page, queries_asked = _page(query)
        kept, anew, theirs = _interleaved(page, partial(_anew, page), partial(plain, **where))
        print(
            f"{name}: from the release cache {kept:.1f} ms ({queries_asked} queries), made anew {anew:.0f} ms; "
            f"plain list {theirs:.0f} ms; ratios {kept / theirs:.2f} and {anew / theirs:.1f}"
        )


def _anew(page: Callable[[], object]) -> object:
    """The page with nothing kept."""
    from django.core.cache import cache

    cache.clear()
    return page()


def _page(query: str) -> tuple[Callable[[], object], int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.get(f"/bench/programme{query}")
    with CaptureQueriesContext(connection) as asked:
        response = client.get(f"/bench/programme{query}")
    if response.status_code != 200:
        raise RuntimeError(f"the page answers {response.status_code}")
    return lambda: client.get(f"/bench/programme{query}"), len(asked)


def _interleaved(*runs: Callable[[], object]) -> list[float]:
    """Median milliseconds of each, measured in turns so that a busy moment hits all alike."""
    taken: list[list[float]] = [[] for _ in runs]
    for _ in range(ROUNDS):
        for times, run in zip(taken, runs, strict=True):
            began = time.process_time()
            run()
            times.append((time.process_time() - began) * 1000)
    return [median(times[1:]) for times in taken]

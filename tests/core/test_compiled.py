"""What is compiled once answers as Django does, for other values too, and refuses what it cannot know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from core import clock
from core.compiled import FEW, Compiled
from core.models import AuditEntry, Conference

pytestmark = pytest.mark.django_db


@pytest.fixture
def congresses() -> list[Conference]:
    first = date(2026, 11, 1)
    return [
        Conference.objects.create(
            slug=f"c{n}", name=f"C {n}", acronym=f"c___{n}", starts_on=first + timedelta(days=n),
            ends_on=first + timedelta(days=n + 1),
        )
        for n in range(FEW + 2)
    ]  # fmt: skip


def test_it_answers_for_other_values_with_the_types_of_the_fields(congresses: list[Conference]) -> None:
    asked = Compiled(
        lambda pk, since: Conference.objects.filter(pk=pk, created_at__gte=since).values_list("created_at")
    )
    long_ago = clock.now() - timedelta(days=1)
    for one in congresses:
        assert asked.row(pk=one.pk, since=long_ago) == (one.created_at,)
        assert asked.row(pk=one.pk, since=one.created_at + timedelta(seconds=1)) is None


def test_days_and_lists_of_any_length_find_what_they_name(congresses: list[Conference]) -> None:
    asked = Compiled(lambda pks, day: Conference.objects.filter(pk__in=pks, starts_on__gte=day).values_list("pk"))
    for count in (0, 1, 2, FEW, len(congresses)):
        pks = [one.pk for one in congresses[:count]]
        assert sorted(asked.rows(pks=pks, day=date(2026, 11, 2))) == [(pk,) for pk in pks[1:]]


def test_it_is_one_statement(congresses: list[Conference]) -> None:
    asked = Compiled(
        lambda pk: Conference.objects.filter(pk=pk).values_list("name").union(
            Conference.objects.filter(pk=F("pk") + 0, slug="c1").values_list("name")
        )
    )  # fmt: skip
    with CaptureQueriesContext(connection) as said:
        assert sorted(asked.rows(pk=congresses[0].pk)) == [("C 0",), ("C 1",)]
    assert len(said) == 1


def test_a_value_that_is_not_passed_on_as_it_is_is_refused() -> None:
    asked = Compiled(lambda since: AuditEntry.objects.filter(at__gt=since - timedelta(minutes=5)).values_list("pk"))
    with pytest.raises(ValueError, match="not found among the parameters"):
        asked.rows(since=clock.now())

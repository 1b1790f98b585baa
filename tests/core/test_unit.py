"""A unit of work ends with its transaction, and so does what was read in it."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.unit import inside, once, unit_of_work


@pytest.mark.django_db(transaction=True)
def test_what_a_commit_sets_off_reads_anew_and_not_what_the_unit_read_before_it() -> None:
    """Found with a hub: it asked who may still read a stream, and was told what had been true before the change."""
    told: list[object] = []
    with unit_of_work():
        assert once("doors", lambda: "open") == "open"
        transaction.on_commit(lambda: told.extend([inside(), once("doors", lambda: "shut")]))
        assert inside()
    assert told == [False, "shut"]


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_fails_is_over_as_well() -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        raise ZeroDivisionError
    assert not inside()

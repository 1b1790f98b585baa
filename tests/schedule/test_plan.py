"""Entries are found again by guid, by the source's id, or by title and people; all without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from schedule.exchange import plan
from schedule.exchange.document import Item, Person, State
from schedule.exchange.plan import Known, Plan
from tests.schedule.conftest import NOON, items

LATER = timedelta(hours=1)


def known(*entries: Item, cancelled: bool = False) -> list[Known]:
    return [
        Known(
            number, item.guid, item.source_id, plan.text_key(item), plan.digest(item), item.title, item.start, item.end,
            item.place, cancelled,
        )
        for number, item in enumerate(entries, start=1)
    ]  # fmt: skip


def counts(made: Plan) -> tuple[int, int, int, int, int]:
    return len(made.created), len(made.changed), len(made.moved), len(made.cancelled), len(made.unchanged)


def test_the_same_again_is_nothing_new() -> None:
    entries = items(5)

    assert counts(plan.make(known(*entries), entries)) == (0, 0, 0, 0, 5)


def test_another_hour_is_a_move_and_another_title_a_change() -> None:
    first, second, third = items(3)
    after = [replace(first, start=first.start + LATER), replace(second, title="New title"), third]

    assert counts(plan.make(known(first, second, third), after)) == (0, 1, 1, 0, 1)


def test_another_place_is_a_move() -> None:
    (only,) = items(1)

    assert counts(plan.make(known(only), [replace(only, place="Hall 9")])) == (0, 0, 1, 0, 0)


def test_what_the_file_lacks_is_cancelled_once() -> None:
    first, second = items(2)

    assert counts(plan.make(known(first, second), [second])) == (0, 0, 0, 1, 1)
    assert counts(plan.make(known(first, second, cancelled=True), [])) == (0, 0, 0, 0, 0)


def test_what_was_cancelled_and_stands_there_again_is_changed() -> None:
    (only,) = items(1)

    assert counts(plan.make(known(only, cancelled=True), [only])) == (0, 1, 0, 0, 0)


def test_an_entry_called_off_in_the_file_is_cancelled() -> None:
    (only,) = items(1)
    off = replace(only, state=State.CANCELLED)

    assert counts(plan.make(known(only), [off])) == (0, 0, 0, 1, 0)
    assert plan.make([], [off]).skipped == [off]


def test_a_guid_outweighs_the_id_and_two_guids_are_two_entries() -> None:
    (only,) = items(1)
    named = replace(only, guid="a" * 36)

    assert counts(plan.make(known(named), [replace(named, source_id="99")])) == (0, 0, 0, 0, 1)
    assert counts(plan.make(known(named), [replace(named, guid="b" * 36)])) == (1, 0, 0, 1, 0)


def test_without_ids_title_and_people_find_a_moved_talk() -> None:
    first, second = (replace(item, source_id="") for item in items(2))
    moved = replace(first, start=first.start + LATER, place="Hall 7")

    assert counts(plan.make(known(first, second), [moved, second])) == (0, 0, 1, 0, 1)


def test_twins_without_ids_keep_their_order() -> None:
    (one,) = (replace(item, source_id="", title="Coffee", people=()) for item in items(1))
    two, three = replace(one, start=NOON + LATER), replace(one, start=NOON + 2 * LATER)
    moved = replace(three, start=NOON + 3 * LATER)

    made = plan.make(known(one, two, three), [moved, two, one])

    assert counts(made) == (0, 0, 1, 0, 2)
    assert made.moved[0].known.start == three.start


def test_a_break_in_several_places_at_once_is_several_entries() -> None:
    (one,) = (replace(item, source_id="", title="Coffee", people=()) for item in items(1))
    halls = [replace(one, place=f"Hall {n}") for n in range(4)]

    assert counts(plan.make(known(*halls), halls[::-1])) == (0, 0, 0, 0, 4)
    assert counts(plan.make(known(*halls), halls[1:])) == (0, 0, 0, 1, 3)


def test_a_new_speaker_is_a_change_where_the_source_has_ids() -> None:
    (only,) = items(1)

    assert counts(plan.make(known(only), [replace(only, people=(Person("Else"),))])) == (0, 1, 0, 0, 0)

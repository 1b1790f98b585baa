"""Every type of event that shows on a page is proved live by some test: a new one fails here until it has its case."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from realtime import registry
from tests.conference.live_cases import CASES

pytestmark = pytest.mark.once
TESTS = Path(__file__).resolve().parents[1]
_NETWORKING = "networking/test_live_equals_reload.py"
# Which test applies the frames of which types to an open page and compares it with the page drawn anew
PROVED = {
    "accounts/test_notices.py::test_frames_make_of_an_open_page_what_a_reload_shows": {"notice.read", "notice.sent"},
    "conference/test_announcements.py::test_live_equals_reload": {"announcement.ended", "announcement.made"},
    "conference/test_lounges.py::test_live_equals_reload": {"lounge.changed"},
    "conference/test_hands.py::test_live_equals_reload": {"hand.called", "hand.down", "hand.lowered", "hand.raised"},
    "moderation/test_live.py::test_a_report_comes_and_goes": {"report.decided", "report.sent"},
    "moderation/test_live.py::test_what_was_decided_about_me_comes_and_goes": {"sanction.lifted", "sanction.told"},
    "moderation/test_caring.py::test_hints_come_and_go_on_the_desk_as_a_reload_shows_them": {
        "hint.noticed",
        "hint.settled",
    },
    "moderation/test_duty.py::test_the_ring_on_an_open_page_is_what_a_reload_shows": {"queue.attended", "queue.rung"},
    "schedule/test_on_the_day.py::test_open_rooms_follow_and_show_what_a_reload_shows": {"session.moved"},
    "schedule/test_on_the_day.py::test_open_rooms_follow_a_release_and_the_programme_offers_it": {"programme.released"},
    f"{_NETWORKING}::test_a_chat_booked_moved_held_and_over": {"chat.booked", "chat.changed", "chat.room"},
    f"{_NETWORKING}::test_a_chat_called_off_makes_room_for_the_next": {"chat.cancelled"},
    f"{_NETWORKING}::test_the_line_its_offers_and_who_serves": {"ticket.changed", "duty.changed", "queue.changed"},
    "networking/test_contacts.py::test_live_equals_reload": {"contact.asked", "contact.made", "contact.settled"},
    "networking/test_hallway.py::test_live_equals_reload": {"circle.changed"},
    "networking/test_requests.py::test_live_equals_reload": {"request.changed"},
    "networking/test_rounds_shown.py::test_how_a_round_stands_live_is_what_a_reload_shows": {"round.changed"},
    "networking/test_tables.py::test_seats_left_live_are_what_a_reload_shows": {"table.changed"},
}


def test_every_type_that_shows_has_its_case() -> None:
    shown = {one.name for one in registry.event_types() if one.fragments}
    elsewhere = set().union(*PROVED.values())
    assert shown - elsewhere == set(CASES) & shown, "give it a case, and say here where"
    assert elsewhere - shown == set()


@pytest.mark.parametrize("place", PROVED)
def test_the_case_is_there_and_applies_frames(place: str) -> None:
    file, _, name = place.partition("::")
    tree = ast.parse((TESTS / file).read_text())
    (found,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    assert {node.id for node in ast.walk(found) if isinstance(node, ast.Name)} & {"apply", "follow", "frames"}

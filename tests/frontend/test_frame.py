"""The frame: what it offers to whom, and that its parts are there."""

from __future__ import annotations

import re
from pathlib import Path

from django.template import Context, Template

from core.actor import ANONYMOUS, Actor
from core.models import Conference
from frontend import places

FRONTEND = Path(places.__file__).parent
CONFERENCE = Conference(slug="tides", name="Tides", zone="Europe/Lisbon")


def keys(actor: Actor, conference: Conference | None = CONFERENCE) -> list[str]:
    return [link.key for link in places.links(actor, conference)]


def test_strangers_see_the_public_places_only() -> None:
    assert keys(ANONYMOUS) == ["now", "programme", "rooms"]


def test_members_find_people_and_messages() -> None:
    bob = Actor(person_id=1, conference_id=1, membership_id=1)
    assert {"mentors", "people", "messages"} <= set(keys(bob))
    assert "organize" not in keys(bob)


def test_organizers_find_their_pages() -> None:
    olga = Actor(person_id=1, conference_id=1, membership_id=1).also("conference.organize")
    assert "organize" in keys(olga)


def test_every_icon_that_a_template_asks_for_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([a-z]+)"', (FRONTEND / "static" / "icons.svg").read_text()))
    asked = {
        name
        for file in (FRONTEND / "templates").rglob("*.html")
        for name in re.findall(r'{% icon "([a-z]+)"', file.read_text())
    }
    assert asked <= drawn


def test_no_template_carries_inline_script_or_style() -> None:
    """The content security policy would drop it without a word."""
    for file in (FRONTEND / "templates").rglob("*.html"):
        text = file.read_text()
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style|<script>', text), file.name


def test_a_form_is_given_an_id_of_its_own() -> None:
    field = Template("{% load ui %}{% client_id %}").render(Context())
    assert re.fullmatch(r'<input type="hidden" name="client_id" value="[0-9a-f-]{36}">', field)


def test_tracks_turn_round_the_wheel() -> None:
    shown = Template("{% load ui %}{{ 1|track_class }} {{ 9|track_class }}").render(Context())
    assert shown == "tr-1 tr-1"

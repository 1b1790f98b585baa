"""The programme outside the product: an archive that needs no server, a page to print, a frame without cookies."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.test import Client, override_settings

from schedule.exchange import detect
from schedule.programme.models import Session
from tests.factories import World, browser_of
from tests.schedule.conftest import items, programme

pytestmark = pytest.mark.django_db


def unpacked(world: World) -> dict[str, bytes]:
    answer = browser_of().get("/tidelines/programme.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name.removeprefix("tidelines/"): archive.read(name) for name in archive.namelist()}


def test_the_archive_opens_without_a_network_and_each_link_in_it_leads_somewhere(world: World) -> None:
    programme(world.congress, *items(6, 2))
    files = unpacked(world)
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    assert len(pages) == 7
    for text in pages.values():
        for address in re.findall(r'(?:href|src)="([^"#]+)"', text):
            assert address in files, address
        assert "<script" not in text
    assert "url(" not in files["style.css"].decode()
    assert len(detect.read(files["schedule.json"]).items) == len(detect.read(files["schedule.ics"]).items) == 6


def test_neither_archive_nor_frame_nor_print_shows_what_is_not_released(world: World) -> None:
    programme(world.congress, *items(2))
    Session.objects.create(conference=world.congress, title="Canary draft")
    Session.objects.filter(title="Talk 1").update(state="withdrawn")
    everything = b"".join(unpacked(world).values())
    with override_settings(EMBED_SITES=["https://society.example"]):
        everything += browser_of().get("/tidelines/embed").content
    everything += browser_of().get("/tidelines/programme/print").content
    assert b"Talk 0" in everything
    assert b"Canary" not in everything
    assert b"Talk 1" not in everything


def test_what_speakers_wrote_is_no_markup(world: World) -> None:
    programme(world.congress, replace(items(1)[0], title="<script>alert(1)</script>"))
    assert not [name for name, content in unpacked(world).items() if name.endswith(".html") and b"<script>" in content]


def test_the_frame_has_no_cookie_and_names_who_may_hold_it(world: World) -> None:
    programme(world.congress, *items(3))
    with override_settings(EMBED_SITES=["https://society.example"]):
        answer = Client().get("/tidelines/embed?zone=Asia/Kolkata")
    page = answer.content.decode()

    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors https://society.example" in answer["Content-Security-Policy"]
    assert "Cookie" not in answer.get("Vary", "")
    assert "17:30" in page, "noon in Lisbon's winter, told in Kolkata"
    assert "csrf" not in page.lower()
    assert "<script" not in page


def test_without_a_listed_site_there_is_no_frame_and_other_pages_stay_out_of_frames(world: World) -> None:
    programme(world.congress, *items(1))
    assert browser_of().get("/tidelines/embed").status_code == 404
    answer = browser_of().get("/tidelines/programme")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_page_to_print_holds_all_days(world: World) -> None:
    programme(world.congress, *items(4))
    page = browser_of().get("/tidelines/programme/print").content.decode()
    assert all(f"Talk {number}" in page for number in range(4))


def test_who_asks_under_another_name_leaves_no_links_to_it_behind(world: World) -> None:
    programme(world.congress, *items(1))
    with override_settings(ALLOWED_HOSTS=["*"], PUBLIC_URL=""):
        Client().get("/tidelines/programme.zip", headers={"host": "evil.example"})
        answer = Client().get("/tidelines/programme.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert not [name for name in archive.namelist() if b"evil.example" in archive.read(name)]

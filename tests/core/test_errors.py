"""Refusals have codes that people and programs can look up."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.management import call_command

from core import refusals
from core.management.commands.errors import PACKAGES


def test_the_list_of_codes_is_up_to_date() -> None:
    call_command("errors", "--check")


def test_codes_read_as_thing_and_trouble() -> None:
    for code in refusals.find(settings.BASE_DIR, PACKAGES):
        assert re.fullmatch(r"[a-z_]+(\.[a-z_<>]+)*", code.code), code


def test_no_refusal_shouts_or_blames() -> None:
    for code in refusals.find(settings.BASE_DIR, PACKAGES):
        assert "!" not in code.text, code
        assert "nvalid" not in code.text, code

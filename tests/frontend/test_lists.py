"""What a form sends as a list reaches its command as one, also where a single box is ticked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_origin

import pytest
from django.conf import settings

from core import commands
from networking.mentors.commands import Lines

pytestmark = pytest.mark.once

FORM = re.compile(r"""<form\b[^>]*\bdata-command="([\w.]+)"[^>]*>""")
MANY = re.compile(r"""data-many="([\w ]*)\"""")


def lists(name: str) -> set[str]:
    """Fields of a command that are lists of what is ticked; words with a line for each are one field."""
    command = commands.get(name)
    fields: dict[str, Any] = command.schema.model_fields if command else {}
    return {
        key for key, field in fields.items() if get_origin(field.annotation) is list and Lines not in field.metadata
    }


def test_every_form_whose_command_takes_a_list_says_so() -> None:
    forgotten = []
    for template in sorted(Path(settings.BASE_DIR, "frontend", "templates").rglob("*.html")):
        for found in FORM.finditer(template.read_text()):
            many = MANY.search(found[0])
            missing = lists(found[1]) - set(many[1].split() if many else ())
            forgotten += [(template.name, found[1], field) for field in sorted(missing)]
    assert forgotten == []
    assert lists("room.visibility") == {"roles"}, "the test finds lists at all"

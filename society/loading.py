"""One description of a society as plain data (docs/society.md tells the fields) becomes rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from society.home import actions as home
from society.materials import actions as materials

FIELDS = ("short_name", "tagline", "about", "founded", "journal_name", "journal_url", "donation_url", "contact")


def load(data: dict[str, Any], today: date) -> int:
    """Describe the society and publish its texts; the number of texts. Call inside a unit of work.

    `data` has `name`, some of FIELDS, and lists `aim`, `award`, `partner`, `text`. A text says when it was reviewed by
    `reviewed_on` (a date) or `reviewed_days_ago`.
    """
    fields = {name: _trimmed(data[name]) for name in FIELDS if name in data}
    lists = {"aims": data.get("aim", ()), "awards": data.get("award", ()), "partners": data.get("partner", ())}
    home.describe_society(name=data["name"], **lists, **fields)
    for entry in data.get("text", ()):
        materials.publish_text(**_text(entry, today))
    return len(data.get("text", ()))


def _text(entry: dict[str, Any], today: date) -> dict[str, Any]:
    fields = {name: _trimmed(value) for name, value in entry.items()}
    days_ago = fields.pop("reviewed_days_ago", None)
    fields["lay_reviewer"] = fields.pop("reviewer", fields.get("lay_reviewer", ""))
    if days_ago is not None:
        fields["reviewed_on"] = today - timedelta(days=days_ago)
    return fields


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value

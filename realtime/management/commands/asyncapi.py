"""manage.py asyncapi: docs/asyncapi.yaml anew, from the registry of events and signals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand

from realtime import asyncapi

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "asyncapi.yaml"


def text() -> str:
    """The file as it has to be."""
    head = "# Written by manage.py asyncapi from the registry; docs/protocol.md explains it.\n"
    return head + yaml.safe_dump(asyncapi.document(), sort_keys=False, allow_unicode=True, width=120)


class Command(BaseCommand):
    help = "Write docs/asyncapi.yaml."

    def handle(self, *args: Any, **options: Any) -> None:
        DOCUMENT.write_text(text())
        self.stdout.write(f"{DOCUMENT.name}: {len(text().splitlines())} lines")

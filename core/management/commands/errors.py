"""manage.py errors [--check]: write docs/errors.md, or say whether it is up to date."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import refusals

PACKAGES = (
    "core",
    "realtime",
    "accounts",
    "moderation",
    "schedule",
    "messaging",
    "conference",
    "networking",
    "society",
)


class Command(BaseCommand):
    help = "Write docs/errors.md from the sources."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = settings.BASE_DIR / "docs" / "errors.md"
        text = refusals.as_markdown(refusals.find(settings.BASE_DIR, PACKAGES))
        if options["check"]:
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                raise CommandError("docs/errors.md is out of date: run manage.py errors")
            return
        file.write_text(text, encoding="utf-8")
        self.stdout.write(f"Wrote {file.relative_to(settings.BASE_DIR)}.")

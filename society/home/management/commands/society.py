"""manage.py society load FILE: the society's description and texts from one TOML file."""

from __future__ import annotations

import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.unit import unit_of_work
from society import loading


class Command(BaseCommand):
    help = "Load who the society is, its awards, partners and texts. Loading again replaces them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=["load"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                data = tomllib.load(file)
            with unit_of_work():
                texts = loading.load(data, clock.now().date())
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, ValidationError) as problem:
            raise CommandError(f"Nothing was loaded: {problem}") from None
        self.stdout.write(f"Loaded {data['name']} with {texts} texts.")

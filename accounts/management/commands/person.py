"""manage.py person export|erase|allow EMAIL: for the one who answers letters about data."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from accounts import actions, queries
from accounts.models import User
from core import privacy
from core.errors import Refusal
from core.unit import unit_of_work


class Command(BaseCommand):
    help = "Export a person's data as JSON, erase a person, or allow somebody to make conferences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        export = tasks.add_parser("export", help="everything we keep of a person, JSON on standard output")
        erase = tasks.add_parser("erase", help="take a person out of every table, for good")
        erase.add_argument("--yes", action="store_true", help="do it; without this only the number of rows is shown")
        allow = tasks.add_parser("allow", help="let a person make conferences")
        allow.add_argument("--no", action="store_true", help="take that back")
        for task in (export, erase, allow):
            task.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = queries.by_email(options["email"])
        except Refusal:
            raise CommandError(f"Nobody here has the address {options['email']}.") from None
        getattr(self, f"_{options['task']}")(person, options)

    def _export(self, person: User, options: dict[str, Any]) -> None:
        tables = privacy.export_person(person.pk)
        self.stdout.write(json.dumps(tables, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))

    def _erase(self, person: User, options: dict[str, Any]) -> None:
        rows = sum(len(rows) for rows in privacy.export_person(person.pk).values())
        if not options["yes"]:
            raise CommandError(f"{rows} rows are kept of {person.email}. Add --yes to erase them for good.")
        try:
            with unit_of_work():
                actions.erase(person.pk)
        except Refusal as refusal:
            raise CommandError(f"{refusal.code}: {refusal.text}") from None
        self.stdout.write(f"Erased: {rows} rows.")

    def _allow(self, person: User, options: dict[str, Any]) -> None:
        actions.allow_conferences(person.pk, not options["no"])
        may = "may not" if options["no"] else "may"
        self.stdout.write(f"{person.email} {may} make conferences.")

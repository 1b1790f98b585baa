"""manage.py login-link PERSON|--all [--json]: one-time sign-in links for the demo and for scripts."""

# ruff: noqa: N999  the command is called login-link, and Django takes its name from the file
from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from config.demo import entry


class Command(BaseCommand):
    help = "Print one-time sign-in links. Refused outside demo and debug mode."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", nargs="*", help='a key of the demo ("alice") or an e-mail address')
        parser.add_argument("--all", action="store_true", help="everybody invented, crowd included")
        parser.add_argument("--json", action="store_true", help="a JSON list of person, name, email, path and url")
        parser.add_argument("--base", default="", help="the address of the server, like http://127.0.0.1:8123")

    def handle(self, *args: Any, **options: Any) -> None:
        if not entry.allowed():
            raise CommandError("Sign-in links exist in demo and debug mode only.")
        base = options["base"] or settings.PUBLIC_URL
        links = [_link(person, base.rstrip("/")) for person in self._people(options)]
        if options["json"]:
            self.stdout.write(json.dumps(links, ensure_ascii=False))
            return
        for one in links:
            self.stdout.write(f"{one['person']:<16} {one['url']}")

    def _people(self, options: dict[str, Any]) -> list[User]:
        if options["all"]:
            return list(User.objects.filter(is_demo=True, is_active=True).order_by("pk"))
        if not options["person"]:
            raise CommandError("Name a person, or use --all.")
        found = [(who, entry.find(who)) for who in options["person"]]
        if unknown := [who for who, person in found if person is None]:
            raise CommandError(f"Nobody here is called {', '.join(unknown)}. Has `manage.py demo` run?")
        return [person for _, person in found if person is not None]


def _link(person: User, base: str) -> dict[str, str]:
    path = entry.link(person)
    key = person.email.partition("@")[0] if person.is_demo else person.email
    return {"person": key, "name": str(person), "email": person.email, "path": path, "url": base + path}

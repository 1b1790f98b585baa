"""`python -m tests.faults.world COUNT`: a room with something on and people in it, as JSON for those who drive a server.

Run beside a server on the same database; prints the room's stream, its thread, those of another
room, and a session cookie a person.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from typing import Any

LASTS_MINUTES = 3 * 24 * 60  # longer than any soak, and than a clock that is moved by a day


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from conference.rooms import actions as rooms
    from tests import factories
    from tests.conference import stage

    where = factories.conference("faults")
    made, other = [rooms.room_of(stage.session(where, minutes=LASTS_MINUTES)) for _ in range(2)]
    cookies = []
    for number in range(count):
        person = factories.person(f"Person {number}")
        factories.member(person, where)
        cookies.append(cookie_of(person))
    told = {"stream": made.stream, "thread": stage.thread(made).pk, "cookies": cookies}
    sys.stdout.write(json.dumps({**told, "elsewhere": [other.stream, stage.thread(other).pk]}))


def cookie_of(person: Any) -> str:
    """Somebody signed in: the header of her requests."""
    from django.conf import settings
    from django.contrib import auth
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest

    request = HttpRequest()
    request.user = AnonymousUser()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    auth.login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


if __name__ == "__main__":
    main(int(sys.argv[1]))

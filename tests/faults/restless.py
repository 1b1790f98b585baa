"""`python -m tests.faults.restless`: one more moderator, and one more attendee who asked anonymously, in the room of
`world`, as JSON."""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from uuid import uuid4

from tests.faults.world import cookie_of


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from accounts.models import User
    from conference.rooms.models import Room
    from core.models import Conference
    from core.unit import unit_of_work
    from tests import factories

    where = Conference.objects.get(slug="faults")

    def person(name: str) -> User:
        """Each run has people of its own."""
        return factories.person(name, email=f"{uuid4().hex}@people.example")

    with unit_of_work():
        keeper = factories.member(person("Moderating Mo"), where, ["moderator"])
        restless = factories.member(person("Restless Bob"), where)
    room = Room.objects.filter(conference=where).earliest("pk")
    asked = factories.do(restless.person, "question.ask", room=room.pk, text="A rude one", how="anonymous")
    told: dict[str, Any] = {"question": asked["question"]}
    told |= {"moderator": cookie_of(keeper.person), "restless": cookie_of(restless.person), "ref": restless.ref}
    sys.stdout.write(json.dumps({**told, "conference": where.pk}))


if __name__ == "__main__":
    main()

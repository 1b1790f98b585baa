"""`python -m tests.faults.restless`: one more moderator and one more attendee in the room of `world`, as JSON."""

from __future__ import annotations

import json
import os
import sys

from tests.faults.world import cookie_of


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from core.models import Conference
    from core.unit import unit_of_work
    from tests import factories

    where = Conference.objects.get(slug="faults")
    with unit_of_work():
        keeper = factories.member(factories.person("Moderating Mo"), where, ["moderator"])
        restless = factories.member(factories.person("Restless Bob"), where)
    told = {"moderator": cookie_of(keeper.person), "restless": cookie_of(restless.person), "ref": restless.ref}
    sys.stdout.write(json.dumps({**told, "conference": where.pk}))


if __name__ == "__main__":
    main()

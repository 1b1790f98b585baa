"""Many end the same offers of the live queue: each ends once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.booking.place import Together
from benchmarks.rounds import people


def make(count: int) -> list[int]:
    """Offers that both sides and the sweeper are about to end."""
    from accounts.models import User
    from core.models import Conference
    from networking.matchmaking.models import Duty, Offer, Ticket
    from networking.mentors.models import MentorProfile

    now = datetime.now(UTC)
    conference = Conference.objects.get(slug="bench")
    profiles = list(MentorProfile.objects.select_related("membership__conference")[:count])
    mentees = people(np.random.default_rng(9), count, conference, "waiting")
    User.objects.update(affiliation="")
    made = []
    for profile, mentee in zip(profiles, mentees, strict=True):
        ticket = Ticket.objects.create(conference=conference, mentee=mentee, joined_at=now, state="offered")
        duty = Duty.objects.create(mentor=profile, conference=conference, since=now, state="offered")
        end = now + timedelta(hours=1)
        made.append(Offer.objects.create(ticket=ticket, duty=duty, made_at=now, expires_at=end).pk)
    return made


def racer(number: int, together: Together, pks: list[int]) -> None:
    """End each offer in one of four ways; how often this one was the one who did."""
    from core.errors import Refusal
    from core.unit import unit_of_work
    from networking.matchmaking import queries

    outcomes: Counter[str] = Counter()
    together.start.wait()
    for pk in pks:
        try:
            with unit_of_work():
                _end(queries.offer(pk), (number + pk) % 4)
            outcomes["done"] += 1
        except Refusal as refused:
            outcomes[refused.code] += 1
        except Exception as problem:  # a deadlock must be counted, not lost with its process
            outcomes[f"!{type(problem).__name__}"] += 1
    together.report(outcomes)


def _end(offer: Any, way: int) -> None:
    from core.actor import Actor
    from networking.matchmaking import queries
    from networking.matchmaking.line import actions as line
    from networking.matchmaking.offers import actions

    nobody = Actor(conference_id=offer.conference_id)
    if way < 2:
        actions.accept(nobody, offer, ("mentee", "mentor")[way])
    elif way == 2:
        actions.decline(nobody, offer, "mentor")
    else:
        line.leave(nobody, queries.ticket(offer.ticket_id))

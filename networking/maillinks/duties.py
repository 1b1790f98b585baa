"""Letters to mentors who came by a link. Safe to run twice: each letter has its key."""

from __future__ import annotations

from core import clock
from core.duties import duty
from core.models import OutgoingMail
from core.unit import unit_of_work
from networking.maillinks import actions, queries


@duty("links.brief", seconds=60)
def brief() -> int:
    """Tell mentors an hour before who comes; how many letters are new."""
    sent = 0
    for chat in queries.to_brief(clock.now()):
        if not OutgoingMail.objects.filter(key=f"link-brief:{chat.pk}:{chat.sequence}").exists():
            with unit_of_work():
                sent += actions.send_brief(chat)
    return sent


@duty("links.thank", seconds=6 * 3600)
def thank() -> int:
    """Thank the mentors of congresses that are over; how many letters are new."""
    sent = 0
    for profile in queries.to_thank(clock.now()):
        if not OutgoingMail.objects.filter(key=f"thanks:{profile.pk}").exists():
            with unit_of_work():
                sent += actions.thank(profile)
    return sent

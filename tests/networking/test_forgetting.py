"""A month after their congress nothing is left of who had time, met, waited, was invited or starred what."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db.models import Model

from accounts.models import Invitation
from core import clock, duties, privacy
from messaging import actions as messaging
from networking.availability.models import Availability, FreeSpan, QuietHours
from networking.matchmaking.models import Duty, DutyWindow, Offer, Ticket
from networking.mentors.models import MentorProfile, Slot
from networking.tables.models import Seat, Table
from networking.welcome.models import Hosting, Welcome
from schedule.models import Event
from schedule.programme.models import Star
from tests.conference import stage as rooms
from tests.factories import World, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

GO: tuple[type[Model], ...] = (
    Availability, FreeSpan, QuietHours, Slot, Table, Seat, Welcome, Hosting, Ticket, Offer, Duty, DutyWindow, Star,
    Invitation,
)  # fmt: skip
DAILY = "availability slots tables welcome queue stars invitations"


def there() -> dict[str, bool]:
    return {model._meta.label: model._default_manager.exists() for model in GO}


@pytest.fixture
def kept(world: World, mira: MentorProfile) -> None:
    """A row in every one of these tables."""
    here = {"conference": "tidelines"}
    do(world.bob, "availability.add", **here, every="day", day="2026-11-24", start="09:00", end="18:00")
    do(world.bob, "quiet.set", **here, start="22:00", end="07:00")
    stage.slots(mira, MORNING + timedelta(hours=4))
    table = do(world.mira, "table.offer", **here, title="First grants", day="2026-11-25", time="15:00")["table"]
    do(world.bob, "table.join", table=table)
    pair = {"newcomer": world.member(world.bob), "host": world.member(world.ada)}
    welcome = Welcome.objects.create(**pair, at=clock.now())
    messaging.open_thread(world.congress.pk, "welcome", str(welcome.pk))
    do(world.ada, "welcome.host", **here, on=False)
    do(world.mira, "duty.declare", **here, day="2026-11-24", start="14:00", end="16:00")
    do(world.mira, "duty.set", **here, on=True)
    do(world.ada, "ticket.open", **here)
    do(world.bob, "star.set", session=rooms.session(world.congress).pk, on=True)
    do(world.olga, "conference.invite", **here, email="somebody@people.example")


def daily() -> None:
    for one in duties.all_duties():
        if one.name in {f"{name}.forget" for name in DAILY.split()}:
            one.function()


@pytest.mark.usefixtures("kept")
def test_a_month_after_the_congress_what_is_kept_so_long_is_gone(world: World, hands: Clock) -> None:
    assert there() == {model._meta.label: True for model in GO}
    rules = list(Availability.objects.values_list("event", flat=True))
    assert Event.objects.filter(pk__in=rules).exists()
    hands.at = datetime.combine(world.congress.ends_on + timedelta(days=30), time(12), tzinfo=UTC)
    daily()
    assert all(there().values())
    hands.move(days=1)
    daily()
    assert there() == {model._meta.label: False for model in GO}
    assert not Event.objects.filter(pk__in=rules).exists()
    assert MentorProfile.objects.exists()  # kept longer


def test_what_the_privacy_page_says_of_them_is_a_month() -> None:
    said = {table.model: table.retention for table in privacy.tables()}
    assert {said[model].removeprefix("until ") for model in GO} == {"30 days after the congress"}

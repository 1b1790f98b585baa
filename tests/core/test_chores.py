"""What is promised to be forgotten is forgotten; what could not be sent goes again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import django
import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from core import chores, clock, duties, mail
from core.models import OutgoingMail, StoredCommand
from core.unit import unit_of_work
from tests.factories import World, do

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _standing_clock() -> Iterator[None]:
    before = clock.use(lambda: NOON)
    yield
    clock.use(before)


def _letter() -> OutgoingMail:
    with unit_of_work():
        mail.post("one", to="ann@people.example", subject="Hello", text="Good morning")
    return OutgoingMail.objects.get(key="one")


class Away(EmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, messages: object) -> int:
        raise OSError("away")


def _send_by(settings: Settings, backend: str) -> None:
    """By whatever name this Django knows the backend."""
    if django.VERSION < (6, 1):
        settings.EMAIL_BACKEND = backend
    else:
        settings.MAILERS = {"default": {"BACKEND": backend}}


def test_a_letter_that_could_not_be_sent_goes_again(settings: Settings) -> None:
    letter = _letter()
    _send_by(settings, f"{__name__}.Away")
    assert chores.send_again() == 0
    _send_by(settings, "django.core.mail.backends.locmem.EmailBackend")
    assert chores.send_again() == 1
    assert chores.send_again() == 0
    letter.refresh_from_db()
    assert (letter.attempts, letter.sent_at) == (1, NOON)
    assert [message.subject for message in outbox.outbox] == ["Hello"]


def test_the_answer_to_a_command_is_kept_a_week(world: World) -> None:
    do(world.bob, "conference.leave", conference="tidelines")
    clock.use(lambda: NOON + timedelta(days=7))
    assert chores.forget() == 0
    clock.use(lambda: NOON + timedelta(days=8))
    assert chores.forget() == 1
    assert not StoredCommand.objects.exists()


def test_a_letter_is_kept_a_month_after_it_was_sent_and_until_it_is_sent() -> None:
    _letter()
    clock.use(lambda: NOON + timedelta(days=40))
    assert chores.forget() == 0
    chores.send_again()
    clock.use(lambda: NOON + timedelta(days=71))
    assert chores.forget() == 1


def test_duties_have_names_of_their_own() -> None:
    names = [duty.name for duty in duties.all_duties()]
    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="two duties"):
        duties.duty("core.forget", seconds=1)(lambda: None)

"""What the privacy page says how long we keep, a duty keeps: for each term that is declared, with the clock moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from core import audit, clock, duties, privacy
from core.models import Conference
from tests.networking.stage import Clock, standing_clock

# Each table with a term in days or years, and the duty that drops its rows then
KEPT_BY = {
    "django_tasks_database.DBTaskResult": "tasks.prune",
    "core.StoredCommand": "core.forget",
    "core.AuditEntry": "audit.forget",
    "core.OutgoingMail": "core.forget",
    "realtime.LoggedEvent": "log.prune",
    "account.EmailConfirmation": "confirmations.forget",
    "sessions.Session": "sessions.prune",
    "accounts.Membership": "memberships.forget",
    "accounts.Block": "blocks.forget",
    "accounts.Token": "tokens.forget",
    "accounts.Invitation": "invitations.forget",
    "notices.Notice": "notices.forget",
    "moderation.Sanction": "sanctions.forget",
    "moderation.Appeal": "sanctions.forget",
    "reports.Report": "reports.forget",
    "reports.OnCall": "on_call.forget",
    "duty.Claim": "duty.forget",
    "duty.Decision": "duty.forget",
    "hints.Hint": "hints.forget",
    "programme.Star": "stars.forget",
    "exchange.Upload": "uploads.forget",
    "launch.Rehearsal": "rehearsals",
    "messaging.Message": "messages.forget",
    "rooms.Absence": "absences.forget",
    "rooms.Consent": "memberships.forget",
    "rooms.Slides": "memberships.forget",
    "questions.Question": "questions.forget",
    "questions.Seal": "questions.purge",
    "questions.Vote": "questions.purge",
    "polls.Poll": "polls.forget",
    "polls.Ballot": "ballots.forget",
    "polls.ScoreBoard": "scores.forget",
    "polls.Player": "scores.forget",
    "hands.Hand": "hands.lower_forgotten",
    "announcements.Announcement": "announcements.forget",
    "mentors.MentorProfile": "mentors.forget",
    "mentors.Slot": "slots.forget",
    "wishes.MenteeProfile": "mentees.forget",
    "wishes.Preference": "wishes.forget",
    "wishes.Conflict": "wishes.forget",
    "availability.Availability": "availability.forget",
    "availability.FreeSpan": "availability.forget",
    "availability.QuietHours": "availability.forget",
    "chats.Chat": "chats.forget",
    "chats.Notes": "chats.forget_words",
    "requests.Request": "requests.forget",
    "contacts.Contact": "contacts.forget",
    "contacts.ContactRequest": "contacts.forget",
    "hallway.Stroll": "hallway.send_home",
    "hallway.Meeting": "hallway.forget",
    "hallway.Circle": "hallway.forget",
    "hallway.Seat": "hallway.forget",
    "matchmaking.Ticket": "queue.forget",
    "matchmaking.Duty": "queue.forget",
    "matchmaking.DutyWindow": "queue.forget",
    "matchmaking.Offer": "queue.forget",
    "rounds.Round": "rounds.forget",
    "rounds.Entry": "rounds.forget",
    "rounds.Proposal": "rounds.forget",
    "tables.Table": "tables.forget",
    "tables.Seat": "tables.forget",
    "welcome.Welcome": "welcome.forget",
    "welcome.Hosting": "welcome.forget",
}
# What goes with something else says with what, and the database sees to it
WITH = {
    "with the person": "accounts.User",
    "with the membership": "accounts.Membership",
    "with the conference": "core.Conference",
    "with its congress": "core.Conference",
    "with the notice": "notices.Notice",
    "with its message": "messaging.Message",
    "with its thread": "messaging.Thread",
    "with its session": "programme.Session",
    "with their slides": "rooms.Slides",
    "with its question": "questions.Question",
    "with the chat": "chats.Chat",
    "with the mentor's profile": "mentors.MentorProfile",
    "with the ticket": "matchmaking.Ticket",
    "with the chat or table it is kept for": "",  # one of the two; tables release theirs
    "with the profile": "",  # of a mentor or of a mentee
    "with its room or place": "",  # one of the two is set
    "with its owner": "",  # its feature drops it: messaging.forgetting.actions.drop_thread
    "with the software": "",
}
NUMBERS = {"a": 1, "two": 2}
UNITS = {"minute": 1, "day": 1440, "week": 7 * 1440, "month": 30.5 * 1440, "year": 365 * 1440}
TERM = re.compile(rf"\b(\d+|{'|'.join(NUMBERS)}) ({'|'.join(UNITS)})s?\b")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = {"end", "ends_at", "until", "expires_at", "end_at"}
# What the rows below need besides, before they may go
DONE: dict[str, dict[str, Any]] = {
    "core.AuditChain": {"key": audit.chain_key(None)},
    "core.AuditEntry": {"number": 1},
    "core.OutgoingMail": {"sent_at": NOW},
    "sessions.Session": {"expire_date": NOW + timedelta(days=14)},
    "accounts.Token": {"ends_on": (NOW + timedelta(days=365)).date()},
    "reports.Report": {"decided_at": NOW},
    "chats.Chat": {"state": "ended"},
    "django_tasks_database.DBTaskResult": {"status": "SUCCESSFUL", "backend_name": "default", "finished_at": NOW},
}


def term(retention: str) -> timedelta | None:
    """The first term that a sentence of the privacy page names."""
    found = TERM.search(retention)
    if found is None:
        return None
    number, unit = found.groups()
    return timedelta(minutes=int(NUMBERS.get(number, number)) * UNITS[unit])


def declared() -> dict[str, privacy.Table]:
    return {one.model._meta.label: one for one in privacy.tables() if term(one.retention)}


class Rows:
    """Makes a row of any table of the congress, with what it hangs on, as if it was made now."""

    def __init__(self) -> None:
        self.count = 0
        self.congress: Conference | None = None

    def make(self, model: type[models.Model]) -> models.Model:
        if model is Conference and self.congress:
            return self.congress
        values = {one.name: self._value(one) for one in model._meta.concrete_fields if self._needed(one)}
        made = model._default_manager.create(**values | DONE.get(model._meta.label, {}))
        # What the library writes by its own clock
        dates = {one.name: self._value(one) for one in model._meta.concrete_fields if _dated(one)}
        if dates:
            model._default_manager.filter(pk=made.pk).update(**dates)
        if isinstance(made, Conference):
            self.congress = made
        return made

    def _needed(self, field: models.Field[Any, Any]) -> bool:
        if isinstance(field, models.AutoField | models.ManyToManyField):
            return False
        if field.is_relation:
            # What may be missing is left out, but for whom or what a row is about
            return not field.null or field.name in {"membership", "one", "mentor", "mentee", "chain"}
        return not (field.has_default() or field.null or field.blank or _dated(field))

    def _value(self, field: models.Field[Any, Any]) -> Any:
        if field.is_relation:
            return self.make(field.related_model)  # type: ignore[arg-type]
        at = NOW + timedelta(hours=1) if field.name in LATER else NOW
        if isinstance(field, models.DateTimeField):
            return at
        if isinstance(field, models.DateField):
            return at.date()
        if isinstance(field, models.TimeField):
            return at.time()
        self.count += 1
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, models.IntegerField | models.FloatField):
            return self.count
        if isinstance(field, models.JSONField):
            return {}
        if isinstance(field, models.BinaryField):
            return b""
        return f"{self.count}"


def _dated(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.DateField) and (field.auto_now_add or field.has_default())


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """One clock for us and for the libraries."""
    with standing_clock(NOW) as standing:
        monkeypatch.setattr(timezone, "now", clock.now)
        yield standing


def run(name: str) -> None:
    next(one for one in duties.all_duties() if one.name == name).function()


def test_every_term_names_the_duty_that_keeps_it() -> None:
    assert KEPT_BY.keys() == declared().keys()


@pytest.mark.once
def test_what_goes_with_something_goes_with_it_in_the_database() -> None:
    said = {one.model: one.retention for one in privacy.tables() if one.retention.startswith("with ")}
    assert set(said.values()) == WITH.keys()
    assert [model for model, words in said.items() if WITH[words] and WITH[words] not in _goes_with(model)] == []


def _goes_with(model: type[models.Model]) -> set[str]:
    """What takes a row of the table along when it is deleted."""
    owners: set[type[models.Model]] = {
        one.remote_field.model
        for one in model._meta.concrete_fields
        if isinstance(one, models.ForeignKey) and not one.null and one.remote_field.on_delete is models.CASCADE
    }
    return {one._meta.label for one in owners}.union(*map(_goes_with, owners))


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize("label", KEPT_BY)
def test_a_row_stays_for_its_term_and_is_gone_after_it(label: str, hands: Clock) -> None:
    said = declared()[label].retention
    kept = term(said) or timedelta()
    model = apps.get_model(label)
    row = model._default_manager.filter(pk=Rows().make(model).pk)
    if "at most" not in said:
        hands.at = NOW + kept * 0.9
        run(KEPT_BY[label])
        assert row.exists(), f"{KEPT_BY[label]} drops it before {said}"
    hands.at = NOW + kept * 1.1 + timedelta(days=1)
    run(KEPT_BY[label])
    assert not row.exists(), f"{KEPT_BY[label]} leaves it after {said}"

"""The one way of a command, from words to a committed fact."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _
from pydantic import ValidationError

from core import actor as actors
from core import answers, audit, commands, secrecy, throttle
from core.actor import PUBLIC, Actor
from core.commands import Command, Result
from core.errors import Forbidden, Invalid, NotFound, Refusal, SignedOut, Unavailable
from core.payload import Payload
from core.unit import unit_of_work

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a command comes from. `address` is None for what is exempt from limits: loopback, jobs, tests."""

    person_id: int | None
    address: str | None = None
    by_token: bool = False
    # The commands a limited session may send; None is all
    only: frozenset[str] | None = None

    @property
    def throttle_key(self) -> str:
        return f"person:{self.person_id}" if self.person_id else f"address:{self.address}"


def dispatch(name: str, raw: Any, caller: Caller, client_id: str | None = None) -> Result:
    """Run the command `name` with the untrusted data `raw`; the answer of the first time if `client_id` is known.

    Raises a Refusal, whose code says why; then nothing was written but, for audited commands, the refusal.
    """
    command = commands.get(name)
    if command is None:
        raise NotFound("command.unknown", _("There is no such command."))
    if caller.by_token and command.personal:
        raise Forbidden("token.not_here", _("Only the person herself does this, signed in, not a program."))
    if caller.only is not None and name not in caller.only:
        raise Forbidden("link.not_here", _("Your personal link does not lead here. Sign in to do this."))
    data = parse(command, raw)
    if caller.address is not None:
        throttle.check(caller.throttle_key, name, command.limit)
    if caller.person_id is None and command.permission not in PUBLIC:
        raise SignedOut("signed_out", _("Please sign in first. What you wrote is kept."))
    try:
        if command.prepare is not None:
            _look_ahead(command, data, caller)
            command.prepare(data)
        with unit_of_work():
            return _once(command, data, caller, _uuid(client_id))
    except (OperationalError, InterfaceError) as error:
        # The database is away or would not give way: nothing was written, the same command may be sent again
        log.warning("dispatch.database_away", extra={"command": name, "reason": type(error).__name__})
        sorry = _("We cannot save just now. What you wrote is kept; try again soon.")
        raise Unavailable("database.away", sorry) from None
    except Refusal as refusal:
        why = refusal.__cause__ if isinstance(refusal, NotFound) else refusal
        if command.audited and isinstance(why, Forbidden):
            _record_refusal(command, data, caller, why)
        raise


def parse(command: Command, raw: Any) -> Payload:
    """The schema's view of `raw`, or Invalid with the first field at fault."""
    if not isinstance(raw, dict):
        raise Invalid("data.not_an_object", _("The data of a command is an object."))
    try:
        return command.schema.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or None
        raise Invalid(f"field.{first['type']}", _sentence(first["type"], first["msg"]), field=field) from None


def _sentence(kind: str, message: str) -> str:
    """pydantic's findings in words for people."""
    return {
        "missing": _("Please fill this in."),
        "string_too_short": _("Please fill this in."),
        "string_too_long": _("That is too long."),
        "extra_forbidden": _("We do not know this field."),
        "value_error": message.removeprefix("Value error, "),
    }.get(kind, _("That does not fit here."))


def _uuid(client_id: str | None) -> str | None:
    if not client_id:
        return None
    try:
        return str(UUID(client_id))
    except (ValueError, AttributeError, TypeError):
        raise Invalid("client_id.not_a_uuid", _("client_id is a UUID."), field="client_id") from None


def _once(command: Command, data: Payload, caller: Caller, client_id: str | None) -> Result:
    if client_id is None or command.fleeting:
        return _perform(command, data, caller)
    key, answer = answers.claim(command, data, caller.person_id, client_id)
    if answer is None:
        answer = _perform(command, data, caller)
        answers.keep(key, answer)
    return answer


def _look_ahead(command: Command, data: Payload, caller: Caller) -> None:
    """Refuse at once who may not, before slow work is done for her; asked again under lock afterwards."""
    subject = command.subject(data)
    authorise(command, actors.load(caller.person_id, getattr(subject, "conference_id", None)), subject)


def _perform(command: Command, data: Payload, caller: Caller) -> Result:
    subject = command.subject(data)
    actor = actors.load(caller.person_id, getattr(subject, "conference_id", None), lock=True)
    authorise(command, actor, subject)
    result = command.run(actor, subject, data)
    if command.audited:
        audit.record(actor, command.name, on=name_of(subject), detail={"data": data.model_dump(mode="json")})
    return result


def authorise(command: Command, actor: Actor, subject: Any) -> None:
    """Raise a Refusal unless she may. Whoever may not know that it is there is told the same as for what is not."""
    try:
        _must_be_allowed(command, actor, subject)
    except Forbidden as refused:
        if actor.membership_id is not None and not secrecy.is_there(actor, subject):
            raise NotFound from refused
        raise


def _must_be_allowed(command: Command, actor: Actor, subject: Any) -> None:
    """Default deny. Who does not belong to the conference is told the same as for something that is not there."""
    if not actor.can(command.permission, getattr(subject, "scope", "")):
        if not actor.signed_in:
            raise SignedOut("signed_out", _("Please sign in first. What you wrote is kept."))
        actors.must_not_be_held(actor)
        if getattr(subject, "conference_id", None) is not None and not actor.joined:
            raise NotFound
        if actor.joined and not actor.verified:
            raise Forbidden("person.unverified", _("Please confirm your e-mail address first: then you can take part."))
        raise Forbidden("permission.missing", _("Your role here does not include this."))
    if command.rule is not None and not command.rule(actor, subject):
        raise Forbidden("rule.refused", _("That is not possible here."))


def name_of(subject: Any) -> str:
    """What the record calls a subject: `"message:12"`. One that only wraps another says which by `recorded_as`."""
    subject = getattr(subject, "recorded_as", subject)
    return f"{type(subject).__name__.lower()}:{subject.pk}" if hasattr(subject, "pk") else ""


def _record_refusal(command: Command, data: Payload, caller: Caller, refusal: Refusal) -> None:
    try:
        subject = command.subject(data)
    except Refusal:
        subject = None
    actor = actors.load(caller.person_id, getattr(subject, "conference_id", None))
    if any(one.unseen for one in actor.restrictions):
        return  # the record is read by others: what she may not do now would tell them who she is
    with unit_of_work():
        audit.record(actor, command.name, on=name_of(subject), outcome=refusal.code)

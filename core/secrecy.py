"""What is not there for everybody: a message of a closed circle, a waiting question, a decision about somebody.

Features say who may know that there is one; commands about it answer all others as for a number of nothing:

    secrecy.register(Message, rules.is_there)

It is asked where a command refuses, so who may do something pays nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.actor import Actor

IsThere = Callable[[Actor, Any], bool]
_rules: dict[type, IsThere] = {}


def register(kind: type, is_there: IsThere) -> None:
    _rules[kind] = is_there


def is_there(actor: Actor, subject: Any) -> bool:
    """Whether somebody may know that a subject exists; true of what nobody registered."""
    subject = getattr(subject, "recorded_as", subject)
    rule = _rules.get(type(subject))
    return rule is None or rule(actor, subject)


def for_those_who(permission: str) -> IsThere:
    """Of what only they know of who may do this where it belongs, or everywhere for what has no place."""

    def rule(actor: Actor, subject: Any) -> bool:
        return actor.can(permission, getattr(subject, "scope", ""))

    return rule

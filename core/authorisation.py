"""Who may do what, read from the registry: the table of the documentation and what the tests compare with.

Default deny: a cell is "no" unless the registry gives a reason for "yes".
"""

from __future__ import annotations

from dataclasses import dataclass

from core import commands, permissions
from core.commands import Command

ROLES = ("attendee", "ambassador", "mentor", "moderator", "organizer")
YES, RULE, NO = "yes", "rule", "no"
_SIGNS = {YES: "yes", RULE: "if the rule allows", NO: "–"}


@dataclass(frozen=True, slots=True)
class Row:
    """One command; `roles` in the order of ROLES, for members of the conference that it is about."""

    command: Command
    anonymous: str
    roles: tuple[str, ...]
    elsewhere: str


def table() -> list[Row]:
    """All registered commands by name."""
    return [row(command) for command in commands.registered()]


def row(command: Command) -> Row:
    """What the registry says of one command."""
    return Row(
        command=command,
        anonymous=_cell(command, command.permission == "public"),
        roles=tuple(_cell(command, _has(command, role)) for role in ROLES),
        elsewhere=_cell(command, command.permission in {"public", "signed_in"}),
    )


def _cell(command: Command, has_permission: bool) -> str:
    if not has_permission:
        return NO
    return RULE if command.rule is not None else YES


def _has(command: Command, role: str) -> bool:
    if command.permission in {"public", "signed_in"}:
        return True
    if command.subject is commands.nothing:
        return False  # about no conference: roles do not count, only what the installation allows a person
    return command.permission == "joined" or command.permission in _permissions(role)


def _permissions(role: str) -> frozenset[str]:
    """Whoever joined is an attendee besides."""
    return permissions.of_role(role) | permissions.of_role("attendee")


def as_markdown() -> str:
    """docs/authorisation.md."""
    lines = [
        "# Who may do what",
        "",
        "Made by `manage.py authorisation` from the registry of commands; a test fails when it is out of date, and",
        "another one tries every cell. Columns are roles in the conference that a command is about; whoever belongs",
        "to another conference only, whatever the role there, is in the last one. *If the rule allows* means that the",
        "command looks at its subject too: only one's own message can be edited. Anything not listed is refused.",
        "",
        "| command | what it does | permission | signed out | " + " | ".join(ROLES) + " | of another conference |",
        "|" + " --- |" * (len(ROLES) + 5),
    ]
    for entry in table():
        cells = (entry.anonymous, *entry.roles, entry.elsewhere)
        what = entry.command.doc.split("\n")[0]
        lines.append(
            f"| `{entry.command.name}` | {what} | `{entry.command.permission}` | "
            + " | ".join(_SIGNS[cell] for cell in cells)
            + " |"
        )
    return "\n".join([*lines, "", "## Permissions", "", *_permission_lines(), ""])


def _permission_lines() -> list[str]:
    lines = ["| permission | what it allows | roles that start with it | taken by a mute |", "|" + " --- |" * 4]
    for entry in permissions.declared():
        named = ", ".join(role for role in permissions.ROLES if role in entry.roles)
        lines.append(f"| `{entry.code}` | {entry.text} | {named} | {'yes' if entry.writing else '–'} |")
    return lines

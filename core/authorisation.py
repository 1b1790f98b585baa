"""Who may do what, read from the registry: the table of the documentation and what the tests compare with.

Default deny: a cell is "no" unless the registry gives a reason for "yes".
"""

from __future__ import annotations

from dataclasses import dataclass

from core import commands, permissions
from core.commands import Command


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of person, as the conference that a command is about sees her.

    `roles` are those that count for her everywhere, `here` those in the one room that the command is about.
    `reads` is somebody from whom everything that writes is taken.
    """

    name: str
    roles: frozenset[str] = frozenset({"attendee"})
    here: frozenset[str] = frozenset()
    signed_in: bool = True
    joined: bool = True
    reads: bool = False

    @property
    def permissions(self) -> frozenset[str]:
        """What counts for her everywhere in this conference."""
        hers = permissions.of_roles(self.roles)
        if self.reads:
            hers -= permissions.writing()
        return hers | self.without_conference | ({"joined"} if self.joined else set())

    @property
    def without_conference(self) -> frozenset[str]:
        """What somebody may who is only a visitor, or only signed in."""
        return frozenset({"public", "signed_in"} if self.signed_in else {"public"})


def _with(name: str, *roles: str) -> Subject:
    """Whoever joined is an attendee besides."""
    return Subject(name, frozenset({"attendee", *roles}))


# The design's twenty, in its order
SUBJECTS = (
    Subject("anonymous", frozenset(), signed_in=False, joined=False),
    Subject("guest by code", frozenset(), here=frozenset({"guest"}), signed_in=False, joined=False),
    Subject("unverified", reads=True),
    Subject("attendee"),
    _with("early-career", "early_career"),
    _with("ambassador", "ambassador"),
    _with("mentor", "mentor"),
    _with("speaker", "speaker"),
    Subject("chair", here=frozenset({"chair"})),
    _with("moderator", "moderator"),
    Subject("moderator off duty"),
    _with("safety contact", "safety"),
    _with("coordinator", "coordinator"),
    _with("organizer", "organizer"),
    _with("supporting member", "supporter"),
    _with("patient advocate", "advocate"),
    _with("industry", "industry"),
    Subject("muted", reads=True),
    Subject("banned", frozenset(), joined=False),
    Subject("organizer elsewhere", frozenset(), joined=False),
)
YES, RULE, NO = "yes", "rule", "no"
_SIGNS = {YES: "yes", RULE: "rule", NO: "–"}


@dataclass(frozen=True, slots=True)
class Row:
    """One command and its cells, in the order of SUBJECTS."""

    command: Command
    cells: tuple[str, ...]


def table() -> list[Row]:
    """All registered commands by name."""
    return [row(command) for command in commands.registered()]


def row(command: Command) -> Row:
    """What the registry says of one command."""
    return Row(command, tuple(_cell(command, subject) for subject in SUBJECTS))


def _cell(command: Command, subject: Subject) -> str:
    # About no conference: roles do not count, only what the installation allows a person
    hers = subject.without_conference if command.subject is commands.nothing else subject.permissions
    if command.in_one_room:
        hers |= permissions.of_roles(subject.here)
    if command.permission not in hers:
        return NO
    return RULE if command.rule is not None else YES


# Page or stream: the word that says who may open or follow it (config/access.py says what the words are)
_pages: dict[str, str] = {}
_streams: dict[str, str] = {}


def register_access(pages: dict[str, str], streams: dict[str, str]) -> None:
    _pages.update(pages)
    _streams.update(streams)


def access(word: str) -> tuple[str, ...]:
    """Cells of a page or stream, in the order of SUBJECTS."""
    permission = word.rstrip("?!")
    return tuple(_open(subject, permission, word) for subject in SUBJECTS)


def _open(subject: Subject, permission: str, word: str) -> str:
    hers = subject.permissions
    if not word.endswith("!"):
        hers |= permissions.of_roles(subject.here)
    guest = "guest" in subject.here
    if subject.signed_in or guest:
        hers |= {"session"}
    if subject.joined or guest:
        hers |= {"room"}
    if permission not in hers:
        return NO
    return RULE if word.endswith("?") else YES


def as_markdown() -> str:
    """docs/authorisation.md."""
    names = [subject.name for subject in SUBJECTS]
    lines = [
        "# Who may do what",
        "",
        "Made by `manage.py authorisation` from the registry of commands; a test fails when it is out of date, and",
        "another one tries every cell. Columns are kinds of people, as the conference that a command is about sees",
        "them, with the permissions their roles start with. *rule*: the command looks at its subject too: only one's",
        "own message can be edited. *chair* is the chair of the very room that a command is about; elsewhere she is an",
        "attendee. *unverified* and *muted* read and do not write. Anything not listed is refused.",
        "",
        "| command | what it does | permission | " + " | ".join(names) + " |",
        "|" + " --- |" * (len(SUBJECTS) + 3),
    ]
    for entry in table():
        what = entry.command.doc.split("\n")[0]
        signs = " | ".join(_SIGNS[cell] for cell in entry.cells)
        lines.append(f"| `{entry.command.name}` | {what} | `{entry.command.permission}` | {signs} |")
    lines += [
        "",
        "## Pages",
        "",
        *_access_lines("page", _pages),
        "",
        "## Streams",
        "",
        *_access_lines("stream", _streams),
    ]
    return "\n".join([*lines, "", "## Permissions", "", *_permission_lines(), ""])


def _access_lines(what: str, words: dict[str, str]) -> list[str]:
    lines = [f"| {what} | for | " + " | ".join(s.name for s in SUBJECTS) + " |", "|" + " --- |" * (len(SUBJECTS) + 2)]
    for name, word in sorted(words.items()):
        signs = " | ".join(_SIGNS[cell] for cell in access(word))
        lines.append(f"| `{name}` | {word.rstrip('?!')} | {signs} |")
    return lines


def _permission_lines() -> list[str]:
    lines = ["| permission | what it allows | roles that start with it | taken by a mute |", "|" + " --- |" * 4]
    for entry in permissions.declared():
        named = ", ".join(role for role in permissions.ROLES if role in entry.roles)
        lines.append(f"| `{entry.code}` | {entry.text} | {named} | {'yes' if entry.writing else '–'} |")
    return lines

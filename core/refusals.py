"""Finds every code with which we refuse, by reading our own sources: the list in docs/errors.md cannot go stale."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from core import errors

# Codes that are put together at run time
MADE = {
    "field.missing": (422, "Please fill this in."),
    "field.extra_forbidden": (422, "We do not know this field."),
    "field.string_too_long": (422, "That is too long."),
    "field.string_too_short": (422, "Please fill this in."),
    "field.value_error": (422, "What is wrong with this field, in words."),
    "field.<type>": (422, "Any other finding of pydantic, by its type: `int_parsing`, `literal_error`, `list_type`."),
    "not_found": (404, "We cannot find that."),
}


@dataclass(frozen=True, slots=True, order=True)
class Code:
    code: str
    status: int
    text: str


def find(root: Path, packages: Iterable[str]) -> list[Code]:
    """The codes in these packages, each once, by name."""
    found = {code: Code(code, *rest) for code, rest in MADE.items()}
    for package in packages:
        for file in sorted((root / package).rglob("*.py")):
            if "migrations" not in file.parts:
                for code in _in(ast.parse(file.read_text(encoding="utf-8"))):
                    found.setdefault(code.code, code)
    return sorted(found.values())


def as_markdown(codes: list[Code]) -> str:
    """docs/errors.md."""
    lines = [
        "# Codes of refusals",
        "",
        "Made by `manage.py errors` from the sources; a test fails when it is out of date. Each refusal has a `code`",
        "that stays, a `text` for people that may change, and where it fits a `field` and `retry_after` (seconds).",
        "Pages and `POST /c/<name>` answer with the HTTP status; on the socket the same object comes as an `error`",
        "frame.",
        "",
        "| code | status | what it says |",
        "| --- | --- | --- |",
        *(f"| `{c.code}` | {c.status or 'socket'} | {c.text} |" for c in codes),
    ]
    return "\n".join([*lines, ""])


def _in(tree: ast.AST) -> Iterator[Code]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _raised(node)
        elif isinstance(node, ast.Dict):
            yield from _framed(node)


def _raised(call: ast.Call) -> Iterator[Code]:
    """`Conflict("slot.taken", _("..."))`, and calls of our own that pass a code on to one of these."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    kind = getattr(errors, name, None)
    if isinstance(kind, type) and issubclass(kind, errors.Refusal) and call.args:
        code = _words(call.args[0])
        text = _words(call.args[1]) if len(call.args) > 1 else ""
        if code and "…" not in code:
            yield Code(code, kind.status, text or "Said in the words that fit the case.")


def _framed(node: ast.Dict) -> Iterator[Code]:
    """`{"op": "refused", "code": "stream.unknown"}`: what the socket and the polling door answer."""
    words = {_words(key): value for key, value in zip(node.keys, node.values, strict=True) if key is not None}
    code = _words(words["code"]) if "code" in words else ""
    if "." in code:
        yield Code(
            code, 0, _words(words["text"]) if "text" in words else "Answer of the streams, see docs/protocol.md."
        )


def _words(node: ast.expr) -> str:
    """A literal, plain or marked for translation; with what stands in a formatted one left as it is."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Call) and node.args:
        return _words(node.args[0])
    if isinstance(node, ast.BinOp):
        return _words(node.left)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    return ""

"""What is refused on purpose: one exception family, each with a code people and programs can read."""

from __future__ import annotations


class Refusal(Exception):
    """A request that was understood and turned down.

    `code` is stable and documented in docs/errors.md, `text` is a sentence for a person, `field` names the
    input at fault, `retry_after` is in seconds.
    """

    status = 400

    def __init__(self, code: str, text: str, *, field: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.text = str(text)
        self.field = field
        self.retry_after = retry_after

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code, "text": self.text, "field": self.field, "retry_after": self.retry_after}


class Invalid(Refusal):
    """The input does not fit: nothing was written, the text is kept."""

    status = 422


class SignedOut(Refusal):
    status = 401


class Forbidden(Refusal):
    status = 403


class NotFound(Refusal):
    """Not there, or not for you: where existence is secret the two read the same."""

    status = 404

    def __init__(self, code: str = "not_found", text: str = "We cannot find that.") -> None:
        super().__init__(code, text)


class Conflict(Refusal):
    """Somebody was faster, or the state has moved on."""

    status = 409


class TooLarge(Refusal):
    status = 413


class Throttled(Refusal):
    status = 429


class Unavailable(Refusal):
    """A part we stand on is away; the same request may go through later."""

    status = 503

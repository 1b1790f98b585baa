"""Why the server closes a socket: codes of docs/protocol.md, and when to come back."""

from __future__ import annotations

BINARY, TOO_BIG, RESTART, TRY_AGAIN = 1003, 1009, 1012, 1013
SIGNED_OUT, TOO_SLOW, TOO_MANY = 4401, 4408, 4429
LATER_SECONDS = 60.0  # for who has too many open, or sends too much: it does not get better soon

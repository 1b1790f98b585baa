"""The first answer to a command, kept so that the same one sent again has no second effect.

Whoever is first holds the key until the end of her transaction: a double that comes meanwhile waits, and then finds
the answer, or nothing when the first was refused.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock
from core.commands import Command, Result
from core.errors import Conflict
from core.models import StoredCommand
from core.payload import Payload
from core.prepared import Prepared

TABLE = StoredCommand._meta.db_table
# One statement where `get_or_create` takes four, and no savepoint; the same words in both databases
CLAIM = Prepared(
    f"INSERT INTO {TABLE} (key, name, body_digest, stored_on) VALUES (%s, %s, %s, %s) "  # noqa: S608  our own table
    "ON CONFLICT (key) DO NOTHING"
)
KEEP = Prepared(f"UPDATE {TABLE} SET answer = %s WHERE key = %s")  # noqa: S608


def claim(command: Command, data: Payload, person_id: int | None, client_id: str) -> tuple[str, Result | None]:
    """The key under which this command's answer is kept, and the answer when it was given before.

    Raises Conflict when the same id stood for something else.
    """
    key = _hmac(f"{person_id}:{client_id}")
    digest = _hmac(json.dumps(data.model_dump(mode="json"), sort_keys=True))
    if CLAIM.count(key, command.name, digest, clock.now().date()) == 1:
        return key, None
    stored = StoredCommand.objects.get(key=key)
    if (stored.name, stored.body_digest) != (command.name, digest):
        raise Conflict("command.reused", _("This client_id was used for something else."))
    return key, stored.answer or {}


def keep(key: str, answer: Result) -> None:
    """Remember what was answered, in the transaction of the command."""
    KEEP.count(json.dumps(answer), key)


def _hmac(text: str) -> str:
    return hmac.new(settings.SEAL_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()

"""What personal links keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.maillinks import actions
from networking.maillinks.models import MentorLink


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    found = MentorLink.objects.filter(mentor__membership__person=person_id)
    return found.values("made_at", "ends_at", "revoked_at")


privacy.table(MentorLink, retention="with the mentor's profile", export=_export, erase=actions.erase)

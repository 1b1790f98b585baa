"""What requests keep of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core import privacy
from networking.requests import actions
from networking.requests.models import Request


def _export(person_id: int) -> Iterable[Mapping[str, Any]]:
    """What she asked, and how it stands as she may know it. What she was asked is the other one's."""
    for one in Request.objects.filter(mentee__person_id=person_id):
        yield {"start": one.start, "question": one.question, "state": one.seen_by_mentee, "made_at": one.made_at}


privacy.table(Request, retention="30 days after the congress", export=_export, erase=actions.erase)

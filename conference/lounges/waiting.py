"""Messages that wait for a moderator in lounges while their congress is on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from conference.lounges import rules
from conference.lounges.models import Lounge
from messaging.models import Message
from moderation.duty.attention import Waiting


def messages(now: datetime) -> Iterator[Waiting]:
    """Held messages; those that appear by themselves wait for nobody. Two queries."""
    on = Lounge.objects.filter(conference__starts_on__lte=now.date(), conference__ends_on__gte=now.date())
    lounges = {str(one.pk): one for one in on.filter(archived_at=None).select_related("conference")}
    held = Message.objects.filter(
        thread__kind="lounge", thread__key__in=lounges, state=Message.State.HELD, due_at__isnull=True
    )
    for key, posted_at in held.order_by("pk").values_list("thread__key", "posted_at"):
        lounge = lounges[key]
        yield Waiting(lounge.conference_id, lounge.scope, lounge.name, rules.desk_page(lounge), posted_at)

"""The index is made anew soon after the programme changed, so that hardly anybody waits for it."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef

from core import duties
from schedule.programme.models import Release
from schedule.search import actions
from schedule.search.models import Indexed


@duties.duty("search-index", seconds=15)
def renew() -> int:
    """Renew the indexes that are behind; how many."""
    newer = Release.objects.filter(conference=OuterRef("conference"), number__gt=OuterRef("number"))
    held = Indexed.objects.filter(
        conference=OuterRef("conference"), release=OuterRef("pk"), revision=OuterRef("revision")
    )
    behind = Release.objects.filter(~Exists(newer), ~Exists(held)).select_related("conference")
    found = list(behind.order_by(F("published_at").desc())[:20])
    for release in found:
        actions.refresh(release.conference, release)
    return len(found)

"""What comes again around the invented congress: a journal club by week, a webinar by month."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.actor import ANONYMOUS
from core.models import Conference
from schedule.series import actions
from schedule.series.models import Series

_SERIES = (
    ("Journal club", "club", "week", 16, 6, "One paper, one hour, read together. Newcomers and patients are welcome."),
    ("Webinar: method of the month", "webinar", "month_weekday", 13, 4, "A method shown on real data, with questions."),
)


def load(conference: Conference, now: datetime) -> int:
    """Series that are not there yet; how many were made."""
    if Series.objects.filter(conference=conference).exists():
        return 0
    home = ZoneInfo("Europe/Berlin")
    first = (now.astimezone(home) + timedelta(days=8)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    for title, kind, every, hour, times, about in _SERIES:
        actions.create_series(
            ANONYMOUS, conference, title=title, about=about, kind=kind, every=every, zone=home.key,
            start=first.replace(hour=hour), minutes=60, times=times, place=None, fold=0,
        )  # fmt: skip
    return len(_SERIES)

"""Series in the privacy registry."""

from __future__ import annotations

from core import privacy
from schedule.series.models import Meeting, Series

for _model in (Series, Meeting):
    privacy.table(_model, retention="as long as the conference", why_not="holds titles, times and places, no persons")

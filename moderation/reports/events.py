"""What the moderators of a congress must learn about reports. Who reported is in no event."""

from __future__ import annotations

from moderation.duty import items
from moderation.reports.models import Report
from realtime import registry
from realtime.registry import EventData, Fragment


class ReportData(EventData):
    id: int
    conference: str
    kind: str
    category: str
    category_name: str
    about: str
    about_ref: str
    evidence: str
    note: str
    place: str
    url: str
    at: str
    zone: str
    # Who works on it just now
    claimed_by: str = ""
    claimed_ref: str = ""
    claimed_until: str = ""


class ReportGone(EventData):
    id: int


SENT, DECIDED = "report.sent", "report.decided"
registry.event(
    SENT,
    ReportData,
    Fragment("reports", "report-{id}", "moderation/reports/_report.html"),
    text="Somebody told the moderators of something; not told where it is about one of them.",
)
registry.event(DECIDED, ReportGone, Fragment("reports", "report-{id}"), text="A report was decided.")


def data(report: Report, claim: dict[str, str] | None = None) -> ReportData:
    """A report as the desk reads it. Give `claim` for many, or it is one query each."""
    claim = items.claim("report", report.pk) if claim is None else claim
    return ReportData(
        id=report.pk,
        conference=report.conference.slug,
        kind=report.kind,
        category=report.category,
        category_name=str(report.get_category_display()),
        about=report.about.shown_name if report.about else "",
        about_ref=report.about_ref,
        evidence=report.evidence,
        note=report.note,
        place=report.place,
        url=report.url,
        at=report.at.isoformat(),
        zone=report.conference.zone,
        **claim,
    )

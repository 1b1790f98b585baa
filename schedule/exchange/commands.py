"""Commands of the exchange."""

from __future__ import annotations

from typing import Annotated

from django.urls import reverse
from pydantic import Field

from core.actor import Actor
from core.commands import Limit, command
from core.models import Conference
from core.payload import Id, Line, Payload, Slug
from schedule.exchange import queries, uploads
from schedule.exchange.limits import MAX_BYTES
from schedule.exchange.models import Upload
from schedule.programme import queries as programme
from schedule.programme import rules


class UploadProgramme(Payload):
    conference: Slug
    name: Annotated[str, Line(255)] = ""
    zone: Annotated[str, Line(64)] = ""
    content: Annotated[bytes, Field(min_length=1, max_length=MAX_BYTES)]


@command(
    "programme.upload", schema=UploadProgramme, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(60, per=3600), form="schedule/_upload_form.html",
)  # fmt: skip
def upload(actor: Actor, conference: Conference, data: UploadProgramme) -> dict[str, object]:
    """Hand in a programme file and learn what importing it would change."""
    kept = uploads.keep(actor, conference, data.name, data.content, data.zone)
    page = reverse("programme-import", kwargs={"slug": conference.slug})
    return {"upload": kept.pk, "report": kept.report, "url": f"{page}?upload={kept.pk}"}


class PullProgramme(Payload):
    conference: Slug
    address: Annotated[str, Line(2000, 1)]
    zone: Annotated[str, Line(64)] = ""


@command(
    "programme.pull", schema=PullProgramme, subject=lambda data: programme.conference(data.conference),
    permission=rules.MANAGE, limit=Limit(30, per=3600), audited=True,
)  # fmt: skip
def pull(actor: Actor, conference: Conference, data: PullProgramme) -> dict[str, object]:
    """Fetch a programme from a public address and learn what importing it would change."""
    asked = uploads.ask_for(actor, conference, data.address, data.zone)
    page = reverse("programme-import", kwargs={"slug": conference.slug})
    return {"upload": asked.pk, "url": f"{page}?upload={asked.pk}"}


class ImportProgramme(Payload):
    upload: Id


@command(
    "programme.import", schema=ImportProgramme, subject=lambda data: queries.upload(data.upload),
    permission=rules.MANAGE, limit=Limit(60, per=3600), audited=True,
)  # fmt: skip
def import_(actor: Actor, subject: Upload, data: ImportProgramme) -> dict[str, object]:
    """Import a programme file that was handed in, all or nothing."""
    report = uploads.bring_in(actor, subject)
    page = reverse("programme-import", kwargs={"slug": subject.conference.slug})
    return {"report": report.as_dict() if report else None, "url": f"{page}?upload={subject.pk}"}

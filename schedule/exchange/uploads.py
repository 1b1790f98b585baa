"""Programme files that organizers gave us: fetched or handed in, looked at, then imported. The writers of uploads.

What takes long (fetching, an import of many entries) runs as a job; how far it is stands in the cache for its page.
"""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.utils.translation import gettext as _
from django_tasks import task

from core import actor as actors
from core import clock
from core.actor import Actor
from core.errors import Conflict, Invalid
from core.models import Conference
from core.unit import unit_of_work
from schedule.exchange import actions, pull
from schedule.exchange.actions import ImportReport
from schedule.exchange.document import FileRefusedError
from schedule.exchange.models import Upload

MANY = 300  # entries; more are imported by a job
SHOWN_FOR = 600  # seconds in which a note of progress is of interest


def keep(actor: Actor, conference: Conference, name: str, content: bytes, zone: str) -> Upload:
    """Keep a file with the report of what importing it would do. A file that cannot be used is kept as a refusal."""
    upload = _made(actor, conference, name=name, zone=zone)
    _look_at(upload, content)
    upload.save()
    return upload


def ask_for(actor: Actor, conference: Conference, address: str, zone: str) -> Upload:
    """Fetch a programme from a public address, by a job; its report stands in the upload when it is there."""
    upload = _made(actor, conference, name=address[:255], address=address, zone=zone, state=Upload.State.FETCHING)
    upload.save()
    fetch.enqueue(upload.pk)
    return upload


@task()
def fetch(pk: int) -> None:
    """Bring the file of an upload, outside of any transaction, and look at it. Once it is there, again does nothing."""
    upload = Upload.objects.select_related("conference").filter(pk=pk, state=Upload.State.FETCHING).first()
    if upload is None:
        return
    try:
        content = pull.fetch(upload.address)
    except FileRefusedError as refusal:
        _refuse(upload, refusal)
    else:
        _look_at(upload, content)
    Upload.objects.filter(pk=pk, state=Upload.State.FETCHING).update(
        state=upload.state, report=upload.report, content=upload.content
    )


def bring_in(actor: Actor, upload: Upload) -> ImportReport | None:
    """Import a kept file; None when it has so much that a job does it.

    Raises Conflict when it was imported already or is not there yet, Invalid when it cannot be used.
    """
    upload = Upload.objects.select_for_update().select_related("conference").get(pk=upload.pk)
    _must_be_ready(upload)
    if sum(int(upload.report.get(kind, 0)) for kind in ("created", "changed", "moved")) <= MANY:
        return _import(actor, upload)
    upload.state = Upload.State.IMPORTING
    upload.save(update_fields=["state"])
    work_off.enqueue(upload.pk)
    return None


@task()
def work_off(pk: int) -> None:
    """Import a long file; all or nothing. One that another worker has imported meanwhile is passed over."""
    with unit_of_work():
        upload = Upload.objects.select_for_update().select_related("conference").filter(pk=pk).first()
        if upload is None or upload.state != Upload.State.IMPORTING:
            return
        _import(actors.load(upload.by_id, upload.conference_id), upload)


def note_progress(pk: int, said: str) -> None:
    """Remember how far an import is, for the page that waits for it."""
    cache.set(_key(pk), said, SHOWN_FOR)


def progress_of(upload: Upload) -> str:
    """What was last said of an import that runs."""
    return str(cache.get(_key(upload.pk), ""))


def _import(actor: Actor, upload: Upload) -> ImportReport:
    try:
        document = actions.read(bytes(upload.content), upload.zone or upload.conference.zone)
    except FileRefusedError as refusal:
        raise Invalid("upload.refused", refusal.problems[0].text, field="upload") from None
    report = actions.import_document(
        upload.conference, document, actor=actor, progress=lambda said: note_progress(upload.pk, said)
    )
    upload.report = report.as_dict() | {"titles": report.titles}
    upload.imported_at, upload.content, upload.state = clock.now(), b"", Upload.State.DONE
    upload.save(update_fields=["report", "imported_at", "content", "state"])
    return report


def _must_be_ready(upload: Upload) -> None:
    if upload.imported_at is not None:
        raise Conflict("upload.imported", _("This file was imported already."))
    if upload.state == Upload.State.REFUSED:
        raise Invalid("upload.refused", _("This file cannot be imported."), field="upload")
    if upload.state != Upload.State.READY:
        raise Conflict("upload.busy", _("We are still at it. Look again in a moment."))


def _made(actor: Actor, conference: Conference, **fields: str) -> Upload:
    assert actor.person_id is not None, "the command asks for a permission that only people have"  # noqa: S101
    return Upload(conference=conference, by_id=actor.person_id, at=clock.now(), **fields)


def _look_at(upload: Upload, content: bytes) -> None:
    try:
        document = actions.read(content, upload.zone or upload.conference.zone)
        report = actions.import_document(upload.conference, document, dry_run=True)
    except FileRefusedError as refusal:
        _refuse(upload, refusal)
        return
    upload.report = report.as_dict() | {"titles": report.titles}
    upload.content, upload.state = content, Upload.State.READY


def _refuse(upload: Upload, refusal: FileRefusedError) -> None:
    upload.report = ImportReport(problems=refusal.problems).as_dict() | {"refused": True}
    upload.content, upload.state = b"", Upload.State.REFUSED


def _key(pk: int) -> str:
    return f"upload:{pk}:progress"


def forget(before: datetime) -> int:
    """Drop files that were given to us before then, with what was said of them; how many."""
    return Upload.objects.filter(at__lt=before).delete()[0]

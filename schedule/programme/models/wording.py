"""Words of sessions as earlier releases had them. Public pages read the session itself (decision 0032)."""

from __future__ import annotations

from django.db import models

from schedule.programme.models.sessions import Session
from schedule.programme.models.sittings import Release


class Wording(models.Model):
    """What a session said in a release, and in those after it until its next wording."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    # By field; "talks" as `talks/queries.py` reads them: speakers are ids, no names
    words = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "release"], name="one_wording_per_release")]

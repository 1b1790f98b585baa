"""Texts name their author and reviewers, as every publication does."""

from __future__ import annotations

from core import privacy
from society.materials.models import Text

privacy.table(
    Text,
    retention="until the society withdraws it",
    why_not="a publication that names its author and reviewers; the society changes it on request",
)

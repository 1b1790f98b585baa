"""What is kept about authors nobody knows."""

from __future__ import annotations

from conference.questions.seals.models import Opening
from core import privacy

privacy.table(Opening, retention="with its question", why_not="names a question and the two who opened its seal")

"""What is kept about authors nobody knows."""

from __future__ import annotations

from conference.questions.seals.models import AuthorMute, Opening
from core import privacy

privacy.table(AuthorMute, retention="30 days after the congress", why_not="names a question, not its author")
privacy.table(Opening, retention="with its question", why_not="names a question and the two who opened its seal")

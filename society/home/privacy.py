"""The society's description holds no persons."""

from __future__ import annotations

from core import privacy
from society.home.models import Aim, Award, Partner, Society

for model in (Society, Aim, Award, Partner):
    privacy.table(model, retention="until the society changes it", why_not="what the society says of itself, no person")

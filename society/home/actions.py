"""The only writers about the society itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from society.home.models import Aim, Award, Partner, Society

Rows = Iterable[dict[str, Any]]


def describe_society(*, name: str, aims: Rows = (), awards: Rows = (), partners: Rows = (), **fields: Any) -> Society:
    """Say who the society is: one description replaces the one before. Call inside a unit of work.

    `fields` are those of Society; `aims` hold title and text, `awards` name, for_whom, text and every_years,
    `partners` name, url and text, in the order in which they are shown.
    """
    society = Society.objects.order_by("pk").first() or Society()
    society.name = name
    for field, value in fields.items():
        setattr(society, field, value)
    society.full_clean()
    society.save()
    for model, rows in ((Aim, aims), (Award, awards), (Partner, partners)):
        model.objects.filter(society=society).delete()
        for position, row in enumerate(rows):
            model.objects.create(society=society, position=position, **row)
    return society

"""The only writers about materials."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from society.materials import reading
from society.materials.models import Text

# A plain-language text about research is looked at again every two years, unless its reviewers say otherwise.
REVIEW_EVERY = timedelta(days=730)


def publish_text(
    *, slug: str, body: str, reviewed_on: date, language: str = "en", next_review_on: date | None = None, **fields: Any
) -> Text:
    """Publish a text, or a new version of it. Call inside a unit of work.

    `fields`: title, summary, author, medical_reviewer, lay_reviewer, languages (codes), sources (title and url).
    Raises ValueError for a source that is not a web address.
    """
    sources = [_source(source) for source in fields.pop("sources", ())]
    text = Text.objects.filter(slug=slug).first() or Text(slug=slug)
    for name, value in fields.items():
        setattr(text, name, value)
    text.body, text.language, text.sources = body, language, sources
    text.languages = sorted({language, *fields.get("languages", ())})
    text.reviewed_on, text.next_review_on = reviewed_on, next_review_on or reviewed_on + REVIEW_EVERY
    text.ease = reading.ease(body) if language == "en" else None
    text.full_clean()
    text.save()
    return text


def _source(source: dict[str, str]) -> dict[str, str]:
    url = source.get("url", "")
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError(f"a source is not a web address: {url}")
    return {"title": source["title"], "url": url}

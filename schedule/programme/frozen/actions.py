"""Keeps what a release said before another one takes its place."""

from __future__ import annotations

from schedule.programme.frozen import queries
from schedule.programme.models import Release, Wording

BATCH = 200  # rows of whole abstracts in one statement


def freeze(release: Release) -> None:
    """Keep the words of a release that is about to be followed, with what imports and the day made of them.

    A session that says what it said in the release before takes no row.
    """
    sessions = queries.shown_in(release)
    known = queries.kept(release, [row.pk for row in sessions])
    words = {row.pk: queries.public_words(row) for row in sessions}
    Wording.objects.bulk_create(
        [Wording(release=release, session_id=pk, words=said) for pk, said in words.items() if known.get(pk) != said],
        batch_size=BATCH,
    )

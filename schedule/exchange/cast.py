"""The people of an import: who of them is known already, and who speaks where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.models import Conference
from schedule.calendars.actions import BATCH
from schedule.exchange.document import Person
from schedule.exchange.models import ImportedSpeaker
from schedule.programme.models import Speaker, Talk, TalkSpeaker


def key_of(person: Person) -> str:
    """By what a source knows a person: its own id, else the name."""
    return f"id:{person.source_id}" if person.source_id else f"name:{person.name.casefold()}"


class Cast:
    """Speakers of one source in one conference."""

    def __init__(self, conference: Conference, source: str) -> None:
        self.conference = conference
        self.source = source
        rows = ImportedSpeaker.objects.filter(conference=conference, source=source).select_related("speaker")
        self.rows = {row.key: row for row in rows}

    def know(self, people: Iterable[Person]) -> None:
        """Make speakers of those who are new, and rename those whom the source renamed."""
        found = {key_of(person): person for person in people}
        self._rename(found)
        fresh = {key: person for key, person in found.items() if key not in self.rows}
        speakers = Speaker.objects.bulk_create(
            [
                Speaker(
                    conference=self.conference,
                    name=person.name,
                    affiliation=person.affiliation,
                    biography=person.biography,
                )
                for person in fresh.values()
            ],
            batch_size=BATCH,
        )
        rows = [
            ImportedSpeaker(conference=self.conference, speaker=speaker, source=self.source, key=key, name=speaker.name)
            for key, speaker in zip(fresh, speakers, strict=True)
        ]
        self.rows |= {row.key: row for row in ImportedSpeaker.objects.bulk_create(rows, batch_size=BATCH)}

    def _rename(self, found: dict[str, Person]) -> None:
        changed = []
        for key, person in found.items():
            row = self.rows.get(key)
            if row is None:
                continue
            speaker = row.speaker
            said = (
                person.name,
                person.affiliation or speaker.affiliation,
                person.biography or speaker.biography,
            )
            if said != (speaker.name, speaker.affiliation, speaker.biography):
                row.name = person.name
                speaker.name, speaker.affiliation, speaker.biography = said
                changed.append(row)
        Speaker.objects.bulk_update(
            [row.speaker for row in changed], ["name", "affiliation", "biography"], batch_size=100
        )
        ImportedSpeaker.objects.bulk_update(changed, ["name"], batch_size=100)

    def appear(self, talks: Iterable[tuple[Talk, Sequence[Person]]]) -> None:
        """Write who gives the talks, in order."""
        rows = []
        for talk, people in talks:
            speakers = dict.fromkeys(self.rows[key_of(person)].speaker_id for person in people)
            rows += [TalkSpeaker(talk=talk, speaker_id=pk, order=order) for order, pk in enumerate(speakers)]
        TalkSpeaker.objects.bulk_create(rows, batch_size=BATCH)

    def leave(self, talks: Iterable[Talk]) -> None:
        """Take all speakers from the talks."""
        TalkSpeaker.objects.filter(talk__in=[talk.pk for talk in talks]).delete()

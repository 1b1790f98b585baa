"""What the two sides of a contact request learn, each on her own stream."""

from __future__ import annotations

from accounts.models import Membership
from networking.contacts.models import Contact, ContactRequest
from realtime import registry
from realtime.registry import EventData, Fragment


class AskedData(EventData):
    """Somebody would like to write, as the asked one sees it."""

    id: int
    conference: str
    name: str
    ref: str
    industry: str
    words: str


class AnsweredData(EventData):
    """A contact came about: with whom, and where to write."""

    id: int
    conference: str
    name: str
    ref: str
    closed: bool


ASKED, SETTLED, MADE = "contact.asked", "contact.settled", "contact.made"
registry.event(
    ASKED, AskedData, Fragment("contact-requests", "contact-request-{id}", "networking/contacts/_request.html"),
    text="Somebody would like to write; told to the one who is asked.",
)  # fmt: skip
registry.event(
    SETTLED, AskedData, Fragment("contact-requests", "contact-request-{id}"),
    text="A contact request was answered or taken back; told to the one who was asked.",
)  # fmt: skip
registry.event(
    MADE, AnsweredData, Fragment("my-contacts", "contact-{id}", "networking/contacts/_contact.html"),
    text="Two people may write to each other, or one of them closed it; each hears of it with the other's name.",
)  # fmt: skip


def asked(one: ContactRequest) -> AskedData:
    return AskedData(
        id=one.pk,
        conference=one.asker.conference.slug,
        name=one.asker.shown_name,
        ref=one.asker.ref,
        industry=one.asker.person.industry,
        words=one.words,
    )


def gone(one: ContactRequest) -> AskedData:
    """A request that is not there any more: nobody's name and words stay in the log."""
    return asked(one).model_copy(update={"name": "", "ref": "", "words": "", "industry": ""})


def made(contact: Contact, fellow: Membership | None) -> AnsweredData:
    return AnsweredData(
        id=contact.pk,
        conference=contact.conference.slug,
        name=fellow.shown_name if fellow else "",
        ref=fellow.ref if fellow else "",
        closed=contact.closed,
    )

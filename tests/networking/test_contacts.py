"""Who may write to whom: as the asked one chose, and nobody learns what that was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.notices.models import Notice
from core import privacy
from core.errors import Conflict, Forbidden, NotFound
from core.unit import unit_of_work
from messaging.models import Message, Thread
from networking.contacts import duties
from networking.contacts.models import Contact, ContactRequest
from networking.mentors.models import MentorProfile
from realtime.models import LoggedEvent
from tests import factories
from tests.conference.reloading import apply, nodes
from tests.factories import World, browser_of, do
from tests.networking import stage
from tests.networking.stage import MORNING, Clock

pytestmark = pytest.mark.django_db


def ask(world: World, who: User, whom: User) -> int | None:
    answer: int | None = do(who, "contact.ask", conference="tidelines", ref=world.member(whom).ref, words="Tides")[
        "contact"
    ]
    return answer


def befriend(world: World) -> Contact:
    do(world.ada, "openness.set", conference="tidelines", who="all")
    ask(world, world.bob, world.ada)
    return Contact.objects.get(
        pk=do(world.ada, "contact.answer", request=ContactRequest.objects.get().pk, on=True)["contact"]
    )


def refused(world: World, who: User, whom: User) -> str:
    with pytest.raises(Forbidden) as found:
        ask(world, who, whom)
    return found.value.text


@pytest.mark.parametrize(
    ("who", "attendee", "mentor", "match"),
    [
        ("nobody", False, False, False),
        ("matches", False, False, True),
        ("same_role", False, True, True),
        ("all", True, True, True),
    ],
)
def test_the_asked_one_chooses_who_may(
    world: World, mira: MentorProfile, who: str, attendee: bool, mentor: bool, match: bool
) -> None:
    """Mira is asked: by Bob who attends, by Alice who mentors as well, by Ada who has a chat with her."""
    factories.member(world.alice, world.congress, ["mentor"])
    do(world.ada, "chat.book", slot=stage.slots(mira, MORNING + timedelta(hours=3))[0].pk)
    do(world.mira, "openness.set", conference="tidelines", who=who)
    said = []
    for person, may in ((world.bob, attendee), (world.alice, mentor), (world.ada, match)):
        if may:
            ask(world, person, world.mira)
        else:
            said.append(refused(world, person, world.mira))
    assert set(said) <= {"Mira Lindenquell takes no messages here."}
    if match:  # whom one has met in a chat one may write to at once
        assert Contact.objects.count() == 1


def test_a_company_never_begins_with_a_patient(world: World) -> None:
    User.objects.filter(pk=world.alice.pk).update(industry="Tidewater Pharma")
    User.objects.filter(pk=world.bob.pk).update(career_stage="patient")
    do(world.bob, "openness.set", conference="tidelines", who="all")
    do(world.alice, "openness.set", conference="tidelines", who="all")
    assert refused(world, world.alice, world.bob) == "Bob Fennimarsh takes no messages here."
    ask(world, world.bob, world.alice)  # the patient may begin
    assert ContactRequest.objects.filter(asker__person=world.bob).exists()


def test_the_two_write_after_a_yes_and_nobody_else_reads(world: World) -> None:
    contact = befriend(world)
    thread = Thread.objects.get(kind="contact", key=str(contact.pk))
    do(world.bob, "message.post", thread=thread.pk, text="Hello Ada")
    page = browser_of(world.ada).get(f"/tidelines/contacts/{contact.pk}").content.decode()
    assert "Hello Ada" in page
    for who in (world.mo, world.olga, world.charlie):
        assert browser_of(who).get(f"/tidelines/contacts/{contact.pk}").status_code == 404
        with pytest.raises(NotFound):
            do(who, "message.post", thread=thread.pk, text="Let me in")
        with pytest.raises(NotFound):
            do(who, "contact.close", contact=contact.pk)


@pytest.mark.parametrize("why", ["block", "close", "leave"])
def test_closed_left_and_blocked_read_the_same(world: World, why: str) -> None:
    contact = befriend(world)
    thread = Thread.objects.get(kind="contact", key=str(contact.pk))
    if why == "block":
        do(world.ada, "block.set", membership=world.member(world.bob).pk, on=True)
    elif why == "close":
        do(world.ada, "contact.close", contact=contact.pk)
    else:
        do(world.ada, "conference.leave", conference="tidelines")
    with pytest.raises(Forbidden) as found:
        do(world.bob, "message.post", thread=thread.pk, text="Hello?")
    assert (found.value.code, found.value.text) == ("rule.refused", "That is not possible here.")
    assert (
        "Nothing more is written here."
        in browser_of(world.bob).get(f"/tidelines/contacts/{contact.pk}").content.decode()
    )


def test_a_no_is_silence(world: World, hands: Clock) -> None:
    do(world.ada, "openness.set", conference="tidelines", who="all")
    do(world.mira, "openness.set", conference="tidelines", who="all")
    for whom in (world.ada, world.mira):
        ask(world, world.bob, whom)
    said_no = ContactRequest.objects.get(asked__person=world.ada)
    do(world.ada, "contact.answer", request=said_no.pk, on=False)

    def rows() -> set[str]:
        page = browser_of(world.bob).get("/tidelines/contacts").content.decode()
        found = re.findall(r'<li>\s*<span class="person">.*?</li>', page, flags=re.DOTALL)
        return {
            re.sub(r"Ada Meghadri মেঘাদ্রি|Mira Lindenquell|<svg.*?</svg>|class=\"av[^\"]*\"|request=\d+", "", row)
            for row in found
        }

    assert len(rows()) == 1
    assert not Notice.objects.filter(person=world.bob).exists()
    with pytest.raises(Conflict) as again:
        ask(world, world.bob, world.ada)
    assert again.value.code == "contact.there"
    hands.move(days=14)
    assert duties.end() == 2
    assert len(rows()) == 1
    assert {"words", "made_at"} == set(privacy.export_person(world.bob.pk)["contacts.ContactRequest"][0])


def test_whom_one_is_kept_apart_from_does_not_come_through(world: World) -> None:
    do(world.ada, "openness.set", conference="tidelines", who="all")
    ask(world, world.bob, world.ada)
    one = ContactRequest.objects.get()
    do(world.ada, "block.set", membership=world.member(world.bob).pk, on=True)
    assert "Tides" not in browser_of(world.ada).get("/tidelines/contacts").content.decode()
    with pytest.raises(NotFound):
        do(world.ada, "contact.answer", request=one.pk, on=True)
    said = refused(world, world.bob, world.ada)
    do(world.ada, "block.set", membership=world.member(world.bob).pk, on=False)
    do(world.ada, "openness.set", conference="tidelines", who="nobody")
    assert said == refused(world, world.bob, world.ada), "she reads like somebody who wants to hear from nobody"


def test_live_equals_reload(world: World) -> None:
    ids = re.compile(r"contact-(request-)?\d+")
    do(world.ada, "openness.set", conference="tidelines", who="all")

    def page_of(who: User) -> dict[str, str]:
        return nodes(browser_of(who).get("/tidelines/contacts").content.decode(), ids)

    def act(number: int) -> None:
        if number == 0:
            ask(world, world.bob, world.ada)
        elif number == 1:
            do(world.ada, "contact.answer", request=ContactRequest.objects.get().pk, on=True)
        else:
            do(world.bob, "contact.close", contact=Contact.objects.get().pk)

    for number in range(3):
        before = {}
        for who in (world.ada, world.bob):
            head = (
                LoggedEvent.objects.filter(stream__name=f"user:{who.pk}")
                .order_by("-seq")
                .values_list("seq", flat=True)
                .first()
            )
            before[who] = (page_of(who), head or 0)
        act(number)
        for who, (page, head) in before.items():
            live = {key: node for key, node in apply(page, f"user:{who.pk}", head).items() if ids.fullmatch(key)}
            assert live == page_of(who)


def test_an_erased_person_leaves_no_words(world: World) -> None:
    contact = befriend(world)
    thread = Thread.objects.get(kind="contact", key=str(contact.pk))
    do(world.bob, "message.post", thread=thread.pk, text="canaryword")
    with unit_of_work():
        privacy.erase_person(world.bob.pk)
    assert not Contact.objects.exists()
    assert not Message.objects.filter(thread=thread).exists()
    told = str(list(LoggedEvent.objects.values_list("data", flat=True)))
    assert "canaryword" not in told
    assert "Bob" not in told

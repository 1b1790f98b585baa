"""Joining a conference: open, by code, by invitation; and what people become there."""

from __future__ import annotations

import re

import pytest

from accounts.models import Block, Grant, Invitation, Membership
from core.addresses import RESERVED
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.models import Conference, OutgoingMail
from tests.factories import World, actor, browser_of, do, person

pytestmark = pytest.mark.django_db

LISTED = {"conference": "tidelines", "appears": "listed", "consent": "yes"}


def test_anyone_joins_an_open_conference(world: World) -> None:
    answer = do(world.charlie, "conference.join", **LISTED)
    assert answer["state"] == "active"
    assert actor(world.charlie, world.congress).roles == {"attendee"}


def test_joining_twice_is_joining_once_with_the_newer_wish(world: World) -> None:
    do(world.charlie, "conference.join", **LISTED)
    do(world.charlie, "conference.join", **{**LISTED, "appears": "quiet"})
    assert Membership.objects.get(person=world.charlie, conference=world.congress).appears == "quiet"


@pytest.mark.parametrize("lacking", ["appears", "consent"])
def test_nobody_joins_without_consent_and_a_choice_how_to_appear(world: World, lacking: str) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.charlie, "conference.join", **{k: v for k, v in LISTED.items() if k != lacking})
    assert refused.value.field == lacking


def test_the_form_preselects_nothing(world: World) -> None:
    page = browser_of(world.charlie).get("/tidelines/join").content.decode()
    assert not re.search(r"<input[^>]*\bchecked\b", page)


def test_a_pseudonym_is_a_name(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.charlie, "conference.join", **{**LISTED, "appears": "pseudonym"})
    assert refused.value.field == "pseudonym"


def test_who_chose_a_pseudonym_acts_under_it(world: World) -> None:
    do(world.charlie, "conference.join", **{**LISTED, "appears": "pseudonym", "pseudonym": "Night Owl"})
    assert actor(world.charlie, world.congress).name == "Night Owl"


def test_a_conference_with_a_code_opens_to_the_code_only(world: World) -> None:
    Conference.objects.filter(pk=world.congress.pk).update(join_policy="code", join_code="Plankton-7")
    for wrong in ("", "plankton-8"):
        with pytest.raises(Forbidden) as refused:
            do(world.charlie, "conference.join", **LISTED, code=wrong)
        assert refused.value.code == "join.wrong_code"
    assert do(world.charlie, "conference.join", **LISTED, code=" PLANKTON-7 ")["state"] == "active"


def test_a_conference_by_invitation_keeps_others_waiting_until_let_in(world: World) -> None:
    Conference.objects.filter(pk=world.congress.pk).update(join_policy="invited")
    assert do(world.charlie, "conference.join", **LISTED)["state"] == "waiting"
    assert not actor(world.charlie, world.congress).joined
    assert "asked to join" in browser_of(world.charlie).get("/tidelines/").content.decode()
    assert "Charlie" in browser_of(world.olga).get("/tidelines/organize/people").content.decode()
    do(world.olga, "member.approve", membership=world.member(world.charlie).pk)
    assert actor(world.charlie, world.congress).joined


def test_asking_again_does_not_let_in(world: World) -> None:
    Conference.objects.filter(pk=world.congress.pk).update(join_policy="invited")
    for _ in range(2):
        assert do(world.charlie, "conference.join", **LISTED)["state"] == "waiting"


def test_an_invited_person_joins_with_her_role(world: World) -> None:
    Conference.objects.filter(pk=world.congress.pk).update(join_policy="invited")
    token = _invite(world, "una@people.example", "mentor")
    una = person("Una", email="una@people.example")
    page = browser_of(una).get(f"/tidelines/join?invitation={token}").content.decode()
    assert token in page
    assert do(una, "conference.join", **LISTED, invitation=token)["state"] == "active"
    assert actor(una, world.congress).roles == {"attendee", "mentor"}


def test_an_invitation_opens_once(world: World) -> None:
    token = _invite(world, "una@people.example", "moderator")
    do(person("Una"), "conference.join", **LISTED, invitation=token)
    with pytest.raises(NotFound) as refused:
        do(world.charlie, "conference.join", **LISTED, invitation=token)
    assert refused.value.code == "invitation.unknown"


def test_an_invitation_opens_only_its_own_conference(world: World) -> None:
    token = _invite(world, "una@people.example", "moderator")
    with pytest.raises(NotFound):
        do(person("Una"), "conference.join", **{**LISTED, "conference": "coastal-data"}, invitation=token)


def test_inviting_again_ends_the_older_link(world: World) -> None:
    older = _invite(world, "una@people.example")
    newer = _invite(world, "una@people.example")
    una = person("Una")
    with pytest.raises(NotFound):
        do(una, "conference.join", **LISTED, invitation=older)
    do(una, "conference.join", **LISTED, invitation=newer)
    assert Invitation.objects.count() == 1


def test_a_withdrawn_invitation_opens_nothing(world: World) -> None:
    token = _invite(world, "una@people.example")
    do(world.olga, "invitation.withdraw", invitation=Invitation.objects.get().pk)
    with pytest.raises(NotFound):
        do(person("Una"), "conference.join", **LISTED, invitation=token)


def test_who_leaves_has_no_rights_and_may_come_back(world: World) -> None:
    do(world.bob, "conference.leave", conference="tidelines")
    assert not actor(world.bob, world.congress).joined
    do(world.bob, "conference.join", **LISTED)
    assert actor(world.bob, world.congress).joined


def test_a_role_gives_its_permissions_and_takes_them_along(world: World) -> None:
    membership = world.member(world.bob).pk
    do(world.olga, "role.set", membership=membership, role="moderator", on=True)
    assert actor(world.bob, world.congress).can("moderate")
    do(world.olga, "role.set", membership=membership, role="moderator", on=False)
    assert not actor(world.bob, world.congress).can("moderate")


def test_a_role_counts_in_its_own_conference_only(world: World) -> None:
    assert actor(world.charlie, world.neighbour).can("conference.organize")
    do(world.charlie, "conference.join", **LISTED)
    assert not actor(world.charlie, world.congress).can("conference.organize")


def test_a_role_that_does_not_exist_is_named(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        do(world.olga, "role.set", membership=world.member(world.bob).pk, role="emperor", on=True)
    assert refused.value.code == "role.unknown"


def test_the_last_organizer_stays(world: World) -> None:
    olga = world.member(world.olga).pk
    with pytest.raises(Conflict) as refused:
        do(world.olga, "role.set", membership=olga, role="organizer", on=False)
    assert refused.value.code == "role.last_organizer"
    with pytest.raises(Conflict):
        do(world.olga, "conference.leave", conference="tidelines")
    do(world.olga, "role.set", membership=world.member(world.mo).pk, role="organizer", on=True)
    do(world.olga, "conference.leave", conference="tidelines")
    assert Grant.objects.filter(role__conference=world.congress, role__code="organizer").count() >= 1


def test_a_block_keeps_two_people_apart_and_only_the_blocker_sees_it(world: World) -> None:
    """Who was blocked sees what everybody sees: an absence would tell of it (decision 0018)."""
    do(world.bob, "block.set", membership=world.member(world.alice).pk, on=True)
    bob, alice = browser_of(world.bob), browser_of(world.alice)
    page = bob.get("/tidelines/people").content.decode()
    assert "Lift the block" in page
    assert 'href="/tidelines/people/' + world.member(world.alice).ref not in page
    listed = alice.get("/tidelines/people").content.decode()
    assert "Bob Fennimarsh" in listed
    assert "Lift the block" not in listed
    assert alice.get(f"/tidelines/people/{world.member(world.bob).ref}").status_code == 200
    assert bob.get(f"/tidelines/people/{world.member(world.alice).ref}").status_code == 200
    do(world.bob, "block.set", membership=world.member(world.alice).pk, on=False)
    assert not Block.objects.exists()


def test_nobody_blocks_herself(world: World) -> None:
    with pytest.raises(Invalid):
        do(world.bob, "block.set", membership=world.member(world.bob).pk, on=True)


def test_an_allowed_person_makes_a_conference_and_organizes_it(world: World) -> None:
    from accounts.actions import allow_conferences

    new = {"name": "Tide Pool Meeting", "zone": "Asia/Kolkata", "starts_on": "2027-02-01", "ends_on": "2027-02-02"}
    with pytest.raises(Forbidden):
        do(world.bob, "conference.create", **new)
    allow_conferences(world.bob.pk, True)
    assert browser_of(world.bob).get("/conferences/new").status_code == 200
    answer = do(world.bob, "conference.create", **new)
    assert answer["conference"] == "tide-pool-meeting"
    assert browser_of(world.bob).get(str(answer["url"])).status_code == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"slug": "society"}, "conference.slug_reserved"),
        ({"slug": "tidelines"}, "conference.slug_taken"),
        ({"ends_on": "2027-01-31"}, "conference.ends_before_it_starts"),
        ({"join_policy": "code"}, "conference.no_code"),
        ({"name": "大会大会"}, "conference.no_slug"),
    ],
)
def test_a_conference_that_cannot_be_is_refused_in_words(world: World, change: dict[str, str], code: str) -> None:
    from accounts.actions import allow_conferences

    allow_conferences(world.bob.pk, True)
    new = {"name": "Tide Pool", "zone": "UTC", "starts_on": "2027-02-01", "ends_on": "2027-02-02"}
    with pytest.raises((Invalid, Conflict)) as refused:
        do(world.bob, "conference.create", **{**new, **change})
    assert refused.value.code == code


def test_our_own_first_words_are_reserved() -> None:
    from django.urls import URLPattern, get_resolver

    def first_words(patterns: object, prefix: str = "") -> set[str]:
        words: set[str] = set()
        for entry in patterns:  # type: ignore[attr-defined]
            path = prefix + str(entry.pattern)
            words |= {path} if isinstance(entry, URLPattern) else first_words(entry.url_patterns, path)
        return words

    firsts = {re.sub(r"[\^$]", "", path).split("/")[0] for path in first_words(get_resolver().url_patterns)}
    ours = {word for word in firsts if word and not word.startswith("<")}
    assert ours <= RESERVED, ours - RESERVED


def test_help_reaches_the_helpers_signed_out(world: World, settings: object) -> None:
    response = browser_of().post(
        "/c/help.ask", {"email": "lost@people.example", "text": "I cannot sign in"}, follow=True
    )
    assert "Sent" in response.content.decode()
    letter = OutgoingMail.objects.get()
    assert letter.to == settings.HELP_EMAIL  # type: ignore[attr-defined]
    assert "lost@people.example" in letter.text


def test_a_member_changes_how_she_appears_without_the_code(world: World) -> None:
    Conference.objects.filter(pk=world.congress.pk).update(join_policy="code", join_code="Plankton-7")
    page = browser_of(world.bob).get("/tidelines/join?change").content.decode()
    assert re.search(r'value="listed"[^>]*checked', page)
    do(world.bob, "conference.join", **{**LISTED, "appears": "pseudonym", "pseudonym": "Night Owl"})
    assert actor(world.bob, world.congress).name == "Night Owl"


def _invite(world: World, email: str, role: str = "") -> str:
    do(world.olga, "conference.invite", conference="tidelines", email=email, role=role)
    letter = OutgoingMail.objects.filter(to=email).order_by("-pk").first()
    assert letter is not None
    found = re.search(r"invitation=(\S+)", letter.text)
    assert found is not None
    return found[1]


def test_a_congress_that_asks_for_names_takes_no_new_pseudonyms_and_leaves_those_it_has(world: World) -> None:
    chosen = {**LISTED, "appears": "pseudonym", "pseudonym": "Night Owl"}
    do(world.bob, "conference.join", **chosen)
    Conference.objects.filter(pk=world.congress.pk).update(pseudonyms=False)
    with pytest.raises(Invalid) as refused:
        do(world.charlie, "conference.join", **chosen)
    assert (refused.value.code, refused.value.field) == ("join.no_pseudonyms", "appears")
    page = browser_of(world.charlie).get("/tidelines/join").content.decode()
    assert 'value="pseudonym"' not in page
    do(world.bob, "conference.join", **{**chosen, "pseudonym": "Day Owl"})
    assert world.member(world.bob).shown_name == "Day Owl"

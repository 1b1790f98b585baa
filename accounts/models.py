"""Who people are, and what they are in a conference."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext as _

from core.models import Conference


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person by e-mail address; without a password she signs in by a code sent there."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save()
        return user


class User(AbstractBaseUser):
    """A person, once for all conferences. No user name: people are their e-mail address to us and a name to others."""

    class Stage(models.TextChoices):
        STUDENT = "student", "Student"
        DOCTORAL = "doctoral", "Doctoral researcher"
        POSTDOC = "postdoc", "Postdoctoral researcher"
        CLINICAL = "clinical", "Clinician"
        SENIOR = "senior", "Group leader or senior researcher"
        PATIENT = "patient", "Patient or supporter"
        OTHER = "other", "Other"

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120, blank=True)
    affiliation = models.CharField(max_length=200, blank=True)
    # Shown beside the name always: people should know when a company speaks
    industry = models.CharField("company", max_length=120, blank=True)
    career_stage = models.CharField(max_length=20, choices=Stage.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    languages = models.JSONField(default=list, blank=True)
    may_create_conferences = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    # Came into one room by its code: no address, no profile, nothing beyond that room
    is_guest = models.BooleanField(default=False, db_default=False)
    # Only the day, so that nothing beside an anonymous word tells who was just here
    joined_on = models.DateField(auto_now_add=True)

    # What she says of herself on her profile
    PROFILE: ClassVar[tuple[str, ...]] = (
        "display_name",
        "affiliation",
        "industry",
        "career_stage",
        "country",
        "zone",
        "languages",
    )
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.display_name or f"person {self.pk}"

    @property
    def is_staff(self) -> bool:
        """No admin site is mounted; allauth asks."""
        return False


def new_ref() -> str:
    """A public name of a membership that tells nothing: neither a count nor another conference."""
    return secrets.token_urlsafe(9)


class Role(models.Model):
    """A set of permissions in one conference: data of its organizers, not code."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="roles")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    permissions = models.JSONField(default=list)
    # All permissions there were when this role was last looked through: what is newer is given by itself, once
    known = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conference", "code"], name="one_role_per_code")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in a conference. Its row is the rights row: a command holds it, a sanction changes it."""

    class Appears(models.TextChoices):
        LISTED = "listed", "Listed among the people"
        QUIET = "quiet", "My name only where I write"
        PSEUDONYM = "pseudonym", "Under a name I choose"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for approval"
        ACTIVE = "active", "Active"
        LEFT = "left", "Left"
        GUEST = "guest", "Guest of one room"

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    appears = models.CharField(max_length=10, choices=Appears.choices)
    pseudonym = models.CharField(max_length=60, blank=True)
    # The code of a role beside her name, by choice; where it counts, if not everywhere: names of streams
    badge = models.CharField(max_length=40, blank=True, db_default="")
    badge_in = models.JSONField(default=list, blank=True, db_default=[])
    consent_version = models.CharField(max_length=20)
    joined_at = models.DateTimeField()
    roles: models.ManyToManyField[Role, Grant] = models.ManyToManyField(
        Role, through="Grant", related_name="memberships"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "person"], name="one_membership_per_conference"),
            models.CheckConstraint(
                condition=~models.Q(appears="pseudonym") | ~models.Q(pseudonym=""),
                name="a_pseudonym_is_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def wide_roles(self) -> list[Role]:
        """Roles that count everywhere. Prefetch `grants__role` for many."""
        return [grant.role for grant in self.grants.all() if not grant.scope]

    def badge_at(self, scope: str) -> str:
        """The role beside her name in the room of that scope, or with "" on pages about people."""
        return self.badge if not self.badge_in or scope in self.badge_in else ""

    @property
    def wide_badge(self) -> str:
        return self.badge_at("")

    @property
    def shown_name(self) -> str:
        """The name others see here."""
        if self.state == self.State.GUEST:
            return _("%(name)s (guest)") % {"name": self.person}
        return self.pseudonym if self.appears == self.Appears.PSEUDONYM else str(self.person)


class Grant(models.Model):
    """A role of a member, everywhere or, with `scope`, in one room only (the name of its stream)."""

    scope = models.CharField(max_length=40, blank=True)
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, models.CASCADE, related_name="grants")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "role", "scope"], name="one_grant_per_role")]


class Block(models.Model):
    """Two people who shall not meet here. The blocked person cannot tell."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="+")
    blocker = models.ForeignKey(User, models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "blocker", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(condition=~models.Q(blocker=models.F("blocked")), name="nobody_blocks_herself"),
        ]


class Invitation(models.Model):
    """A place kept for an e-mail address; the link in the letter carries the token, we keep only its digest."""

    conference = models.ForeignKey(Conference, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.ForeignKey(Role, models.CASCADE, null=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conference", "email"], name="one_invitation_per_address")]


class Token(models.Model):
    """Lets a program act for a person. The secret is derived from this row and the server's key: no table holds it."""

    person = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    nonce = models.CharField(max_length=32, unique=True)
    made_on = models.DateField()
    used_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()

    def __str__(self) -> str:
        return self.name

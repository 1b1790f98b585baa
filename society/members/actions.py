"""The only writers about members of the society."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, mail
from core.errors import NotFound
from society.members.models import Supporter

CONSENT_VERSION = "2026-11"
SALT = "society.members"


def join(*, name: str, email: str, relation: str, country: str) -> Supporter:
    """Make somebody a supporting member and write to her. Joining again changes nothing and sends nothing.

    Whoever fills in the form is not proven to own the address: so the second time looks like the first, and the
    letter carries a link by which its owner leaves.
    """
    supporter, fresh = Supporter.objects.get_or_create(
        email=email.lower(),
        defaults={
            "name": name,
            "relation": relation,
            "country": country,
            "consent_version": CONSENT_VERSION,
            "joined_on": clock.now().date(),
        },
    )
    if fresh:
        _welcome(supporter)
    return supporter


def leave(token: str) -> None:
    """End a supporting membership by the link of its letter. Doing it twice is as good as once."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise NotFound(
            "supporter.unknown_link", _("This link is not complete. Copy it whole from the letter.")
        ) from None
    with transaction.atomic():
        supporter = Supporter.objects.filter(pk=pk).first()
        if supporter is not None:
            mail.forget([supporter.email], instead="")
            supporter.delete()


def _welcome(supporter: Supporter) -> None:
    link = settings.PUBLIC_URL + reverse("supporter_leave", args=[signing.dumps(supporter.pk, salt=SALT)])
    mail.post(
        f"supporter:{supporter.pk}",
        to=supporter.email,
        subject=_("You are a supporting member now"),
        text=_(
            "Hello %(name)s,\n\nthank you for standing by us. There is nothing to pay and nothing to do.\n\n"
            "If this was not you, or if you want to leave, open this link:\n%(link)s\n"
        )
        % {"name": supporter.name, "link": link},
    )

"""The two things we ask beside an address when somebody signs up. Everything else waits in the profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock, text


class AboutYou(forms.Form):
    """Added to allauth's sign-up form. The browser fills the zone in; without scripts it stays UTC until chosen."""

    display_name = forms.CharField(
        label=_("Your name, as others shall see it"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-guess-zone": ""}), initial="UTC"
    )

    def clean_display_name(self) -> str:
        name = text.clean_line(self.cleaned_data["display_name"])
        if not name:
            raise forms.ValidationError(_("Please fill this in."))
        return name

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        return zone if clock.is_zone(zone) else "UTC"

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Called by allauth once the new person is saved."""
        User.objects.filter(pk=user.pk).update(
            display_name=self.cleaned_data["display_name"], zone=self.cleaned_data["zone"]
        )
        user.refresh_from_db()

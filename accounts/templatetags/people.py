"""What templates about people ask: lists to choose from, and the error that belongs to a field."""

from __future__ import annotations

from typing import Any

from django import template

from accounts import choices, menu
from accounts.models import User
from accounts.notices.models import Wishes
from core import permissions
from core.errors import Refusal

register = template.Library()


@register.simple_tag
def zone_choices(present: Any = "") -> choices.Pairs:
    """Time zones, and the present one if it is not among them."""
    return choices.zones_with(str(present or ""))


@register.simple_tag
def country_choices() -> choices.Pairs:
    return choices.countries()


@register.simple_tag
def language_choices() -> choices.Pairs:
    return sorted(choices.LANGUAGES.items(), key=lambda pair: pair[1].casefold())


@register.filter
def language_name(code: str) -> str:
    """A language's own name; a code we do not know stays a code."""
    return choices.languages([code])[0]


@register.simple_tag
def stage_choices() -> choices.Pairs:
    return [(str(value), str(label)) for value, label in User.Stage.choices]


@register.simple_tag(takes_context=True)
def organize_menu(context: template.Context, here: str) -> menu.Menu:
    """The organizers' pages this actor may open here."""
    return menu.menu(context["actor"], context["conference"], here)


@register.filter
def role_name(code: str) -> str:
    """What a role is called; its code for one we do not know."""
    return permissions.ROLES.get(code, code)


@register.filter
def about(error: Any, field: str) -> str:
    """The sentence of a refusal if it is about this field, else nothing."""
    return error.text if isinstance(error, Refusal) and error.field == field else ""


@register.simple_tag
def notice_ways() -> choices.Pairs:
    """What one may choose for letters and for rings."""
    return [(str(value), str(label)) for value, label in Wishes.Way.choices]

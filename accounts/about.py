"""What features above add to the page of a person, without this one knowing them.

A feature registers in its `AppConfig.ready()`:

    about.section("seeking", template="networking/wishes/_seeking.html", context=seeking.section)

`context(actor, fellow)` gives the words the template needs as `panel`, or None when this reader sees nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable

from accounts.models import Membership
from accounts.panels import Shown
from core.actor import Actor

Context = Callable[[Actor, Membership], dict[str, object] | None]
_sections: dict[str, tuple[str, Context]] = {}


def section(name: str, *, template: str, context: Context) -> None:
    """Register a part of the page; registering a name again replaces it."""
    _sections[name] = (template, context)


def shown(actor: Actor, fellow: Membership) -> list[Shown]:
    """The parts that say something of this person to this reader."""
    found = [(name, template, context(actor, fellow)) for name, (template, context) in sorted(_sections.items())]
    return [Shown(name, template, data) for name, template, data in found if data is not None]

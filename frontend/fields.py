"""How a Django form's field is dressed: classes, described by its hint and its error."""

from __future__ import annotations

from django.forms import BoundField, CheckboxInput


def dress(bound: BoundField, hint: str, rows: int, autocomplete: str) -> dict[str, object]:
    """The widget as HTML with aria-describedby for what stands below it, and what the template asks for."""
    attrs: dict[str, str | bool] = {"class": "check" if is_check(bound) else "input"}
    described = [f"{bound.auto_id}-hint"] if hint or bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}-error")
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if rows:
        attrs["rows"] = str(rows)
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    return {
        "id": bound.auto_id,
        "widget": bound.as_widget(attrs=attrs),
        "errors": bound.errors,
        "help": bound.help_text,
        "check": is_check(bound),
        "required": bound.field.required,
    }


def is_check(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, CheckboxInput)

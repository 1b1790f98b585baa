"""docs/asyncapi.yaml is what the registry says, and every reference in it leads somewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from realtime import operations, registry
from realtime.management.commands import asyncapi

pytestmark = pytest.mark.once


def test_the_file_is_what_the_registry_says() -> None:
    assert asyncapi.DOCUMENT.read_text() == asyncapi.text(), "run manage.py asyncapi"


def test_every_event_signal_and_operation_is_in_it_and_every_reference_leads_somewhere() -> None:
    document = yaml.safe_load(asyncapi.text())
    messages = document["components"]["messages"]
    assert {f"event.{one.name}" for one in registry.event_types()} <= set(messages)
    assert {f"signal.{one.name}" for one in registry.signal_types()} <= set(messages)
    assert {f"client.{name}" for name in operations.BY_NAME} == {n for n in messages if n.startswith("client.")}
    for path in re.findall(r"\$ref: '?(#/[^'\s]+)", asyncapi.text()):
        here: Any = document
        for part in path.removeprefix("#/").split("/"):
            here = here[part]

"""Types of which command schemas are made. Lengths are in characters after cleaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from core import clock, text


class Payload(BaseModel):
    """The data of one command: unknown fields are refused, nothing is guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class _Cleaned:
    most: int
    least: int
    clean: Callable[[str], str]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        kept = core_schema.str_schema(min_length=self.least, max_length=self.most)
        return core_schema.no_info_before_validator_function(self._only_strings, kept)

    def _only_strings(self, value: Any) -> Any:
        # A length check first: cleaning a huge text costs more than refusing it.
        return self.clean(value[: self.most * 4 + 1]) if isinstance(value, str) else value


def Text(most: int, least: int = 1) -> _Cleaned:  # noqa: N802  reads as a type: Annotated[str, Text(600)]
    """Several lines of at most `most` characters."""
    return _Cleaned(most, least, text.clean)


def Line(most: int, least: int = 0) -> _Cleaned:  # noqa: N802
    """One line of at most `most` characters."""
    return _Cleaned(most, least, text.clean_line)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What came with a form: the name as the browser gave it, and the bytes. Nothing about it is to be believed."""

    name: str
    content: bytes

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # Told apart by its digest, where a command is compared with itself or recorded
        told = core_schema.plain_serializer_function_ser_schema(lambda file: sha256(file.content).hexdigest())
        return core_schema.is_instance_schema(cls, serialization=told)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        return {"type": "string", "format": "binary", "description": "a file, by multipart form only"}


Upload = Uploaded


def _known_zone(value: str) -> str:
    if not clock.is_zone(value):
        raise ValueError("Choose a time zone from the list.")
    return value


def _from_checkbox(value: Any) -> Any:
    # A ticked box sends "on", its hidden twin sends ""
    return {"on": True, "": False}.get(value, value) if isinstance(value, str) else value


def _without_zone(value: time) -> time:
    if value.tzinfo is not None:
        raise ValueError("Say a time of day without a zone.")
    return value


# A time of day by some clock that is known from elsewhere
Clock = Annotated[time, AfterValidator(_without_zone)]
# Which of two equal hours, when clocks go back: a form says "", "0" or "1"
Fold = Annotated[Literal[0, 1] | None, BeforeValidator(lambda said: {"": None, "0": 0, "1": 1}.get(str(said), said))]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Slug = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[-a-z0-9_]+$")]
Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
Flag = Annotated[bool, BeforeValidator(_from_checkbox)]

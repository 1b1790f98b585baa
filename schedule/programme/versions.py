"""Items of the programme count their edits: who sends the number she saw cannot undo what came after it unseen."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Version = Annotated[int, Field(ge=0, le=2**31 - 1)]

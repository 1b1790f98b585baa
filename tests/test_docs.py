"""What the documents say is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    missing = [target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()]
    assert missing == []


def test_every_setting_is_described() -> None:
    text = (ROOT / "config" / "settings.py").read_text()
    names = set(re.findall(r'\.(?:str|int|bool|list|url)\(\s*"([A-Z_]+)"', text)) | {"DATABASE_URL", "REDIS_URL"}
    described = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    assert names <= described


def test_every_make_target_named_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"\bmake ([a-z-]+)", page.read_text())}
    assert named - {"it"} <= targets


def test_every_test_named_in_the_documents_exists() -> None:
    named = {found for page in PAGES for found in re.findall(r"`(tests/\S+\.py)::(\w+)`", page.read_text())}
    assert len(named) > 20
    missing = [one for one in named if not re.search(rf"^(async )?def {one[1]}\(", (ROOT / one[0]).read_text(), re.M)]
    assert missing == []

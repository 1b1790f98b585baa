"""Browser packages, served from where the package manager put them: by this list of files and no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PACKAGES = Path(__file__).resolve().parent / "node_modules"

# Address below /static/vendor/ <- pattern below node_modules/. A new file is added here or it is not served.
ALLOWED = {
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hls/hls.light.min.mjs": "hls.js/dist/hls.light.min.mjs",
    "hls/hls.min.mjs": "hls.js/dist/hls.min.mjs",
    "source-sans/wght.css": "@fontsource-variable/source-sans-3/wght.css",
    "source-sans/wght-italic.css": "@fontsource-variable/source-sans-3/wght-italic.css",
    "source-sans/files/": "@fontsource-variable/source-sans-3/files/*.woff2",
    "source-serif/wght.css": "@fontsource-variable/source-serif-4/wght.css",
    "source-serif/files/": "@fontsource-variable/source-serif-4/files/*-wght-normal.woff2",
}


class PackageStorage(FileSystemStorage):
    """Reads `vendor/...` names through the allow-list."""

    def __init__(self, found: dict[str, Path]) -> None:
        super().__init__(location=str(PACKAGES))
        self.found = found
        self.prefix = "vendor"

    def path(self, name: str) -> str:
        return str(self.found[str(name)])


class BrowserPackagesFinder(BaseFinder):
    """Finds the allowed files of `frontend/node_modules` under `vendor/`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.storage = PackageStorage(dict(_allowed_files()))

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        """The absolute path of `vendor/...`, or an empty list as Django wants it."""
        name = path.removeprefix("vendor/")
        file = self.storage.found.get(name) if name != path else None
        if file is None:
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in self.storage.found:
            yield name, self.storage


def _allowed_files() -> Iterator[tuple[str, Path]]:
    for address, pattern in ALLOWED.items():
        if not address.endswith("/"):
            if (PACKAGES / pattern).is_file():
                yield address, PACKAGES / pattern
            continue
        for file in sorted(PACKAGES.glob(pattern)):
            yield address + file.name, file

"""Keys of an installation that nobody gave keys to.

A newcomer runs the product before reading about keys, so the first start makes its own pair and keeps it in `var/`.
That is right for one machine on loopback only: `config.checks` refuses it as soon as another host is served,
because two containers would each make their own pair and never read one another's sessions.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path


def local_keys(folder: Path) -> dict[str, str]:
    """Return {"SECRET_KEY", "SEAL_KEY"} of this machine, made once and readable by its owner only."""
    path = folder / "keys.json"
    if not path.exists():
        _write_once(path, {"SECRET_KEY": secrets.token_urlsafe(64), "SEAL_KEY": secrets.token_urlsafe(32)})
    keys: dict[str, str] = json.loads(path.read_text())
    return keys


def _write_once(path: Path, keys: dict[str, str]) -> None:
    """Write whole or not at all, and never over another process' keys: several start at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(keys))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

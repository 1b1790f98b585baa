"""Keys of an installation that nobody gave keys to.

A newcomer runs the product before reading about keys, so the first start makes its own keys and keeps them in `var/`.
That is right for one machine on loopback only: `config.checks` refuses it as soon as another host is served,
because two containers would each make their own and never read one another's sessions.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec


def local_keys(folder: Path) -> dict[str, str]:
    """Return {"SECRET_KEY", "SEAL_KEY", "VAPID_KEY"} of this machine, made once and readable by its owner only."""
    made = {"SECRET_KEY": secrets.token_urlsafe(64), "SEAL_KEY": secrets.token_urlsafe(32)}
    # A file of its own: an installation may be older than web push, and its keys are never written anew
    return _kept(folder / "keys.json", made) | _kept(folder / "push.json", {"VAPID_KEY": new_vapid_key()})


def new_vapid_key() -> str:
    """A private key of P-256 as RFC 8292 wants it, its 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def is_vapid_key(key: str) -> bool:
    try:
        ec.derive_private_key(
            int.from_bytes(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)), "big"), ec.SECP256R1()
        )
    except ValueError:
        return False
    return True


def _kept(path: Path, made: dict[str, str]) -> dict[str, str]:
    if not path.exists():
        _write_once(path, made)
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

"""Which addresses lie on the open internet: what the product may call when somebody else named the host."""

from __future__ import annotations

import ipaddress

# Addresses by which a translator reaches IPv4 (RFC 6052, 8215)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/47")


def is_public(address: str) -> bool:
    """True for an address of the open internet; false for private, local, reserved and wrapped ones."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is not None or found in _TRANSLATED:
            return False
    return found.is_global and not found.is_multicast

"""Seals and marks: who asked an anonymous question, who has cast a ballot.

Authorship lives only in a ciphertext and in a mark to compare with; both need SEAL_KEY, which is not in the database.
A copy of all tables tells nobody who asked (design: anonymous means anonymous).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes, NIST SP 800-38D 8.2


def seal(person_id: int, question_id: int, key: str) -> str:
    """The person as AES-256-GCM ciphertext bound to the question: always the same length, no time in it."""
    nonce = os.urandom(NONCE)
    plain = person_id.to_bytes(8, "big")
    box = AESGCM(_key(key, b"seal")).encrypt(nonce, plain, str(question_id).encode())
    return base64.urlsafe_b64encode(nonce + box).decode()


def unseal(ciphertext: str, question_id: int, key: str) -> int:
    """The person behind a seal. Raises cryptography.exceptions.InvalidTag for another key or question."""
    raw = base64.urlsafe_b64decode(ciphertext)
    plain = AESGCM(_key(key, b"seal")).decrypt(raw[:NONCE], raw[NONCE:], str(question_id).encode())
    return int.from_bytes(plain, "big")


def mark(person_id: int, subject: int | str, key: str) -> str:
    """HMAC-SHA256 of person and subject (a question, a poll): it answers "is it mine?" and cannot be read backwards."""
    return hmac.new(_key(key, b"mark"), f"{person_id}:{subject}".encode(), hashlib.sha256).hexdigest()


def link(before: str, number: int, digest: str, key: str) -> str:
    """HMAC-SHA256 that ties an entry of the record to the one before; without the key nobody makes one that fits."""
    return hmac.new(_key(key, b"record"), f"{before}:{number}:{digest}".encode(), hashlib.sha256).hexdigest()


def _key(key: str, purpose: bytes) -> bytes:
    return hmac.new(key.encode(), purpose, hashlib.sha256).digest()

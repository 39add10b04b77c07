"""Text about people: kept apart from ordinary columns, and encrypted at rest where a key is set."""

import base64
import hashlib
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import aead
from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

PLAIN, SEALED = b"\x00", b"\x01"
KEY_BYTES = 32
ID_BYTES = 4
NONCE_BYTES = 12
# Behind the version byte and the key's id comes the nonce, then what is encrypted.
NONCE_FROM = 1 + ID_BYTES
SEALED_FROM = NONCE_FROM + NONCE_BYTES


class UnreadableError(ValueError):
    """Private text that can't be read: of another key, of none, or not as it was written.

    It is so for good: trying again doesn't help. It names the column, never what stands in it.
    """

    def __init__(self, place: str) -> None:
        super().__init__(place)


def new_secret() -> str:
    """A new key, as a host keeps it: 44 characters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_secret(said: str) -> bytes:
    """The bytes of a key as a host keeps it (base64 of either alphabet); ValueError of all else."""
    secret = base64.b64decode(said.translate(str.maketrans("-_", "+/")), validate=True)
    if len(secret) != KEY_BYTES:
        raise ValueError("not as long as a key")
    return secret


class Key:
    """What private text is encrypted with: AES-256-GCM, with a new nonce for each value.

    A value opens only in the column that it was written for. Random nonces are good for some four
    thousand million values under one key: more than a bot will write.
    """

    def __init__(self, secret: bytes) -> None:
        self._cipher = aead.AESGCM(secret)
        self._head = SEALED + hashlib.sha256(b"baseline " + secret).digest()[:ID_BYTES]

    def seal(self, said: str, place: str) -> bytes:
        """Encrypt a text for the column `place` ("table.column")."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, said.encode(), place.encode())
        return self._head + nonce + sealed

    def open(self, kept: bytes, place: str) -> str:
        """What was encrypted for that column; UnreadableError of anything else, plain text too."""
        if kept[:NONCE_FROM] != self._head or len(kept) < SEALED_FROM:
            raise UnreadableError(place)
        nonce, sealed = kept[NONCE_FROM:SEALED_FROM], kept[SEALED_FROM:]
        try:
            return self._cipher.decrypt(nonce, sealed, place.encode()).decode()
        except InvalidTag:
            raise UnreadableError(place) from None


def hand_over(dialect: Dialect, key: Key | None) -> None:
    """Private text that comes and goes through this engine's dialect is under that key, or none."""
    vars(dialect)["data_key"] = key


def _key_of(dialect: Dialect) -> Key | None:
    found: Key | None = vars(dialect).get("data_key")
    return found


class PrivateText(TypeDecorator[str]):
    """Names, plans, notes and sent text: a version byte, then what is kept.

    Version 0 is plain UTF-8; version 1 is encrypted: the key's id, a nonce, the ciphertext. Where
    the engine has a key, nothing plain is written or read. It is told its table and its column, as
    a value opens only there; without them, as in the migrations from before there was a key, it is
    plain. Never used in WHERE or UNIQUE: an encrypted value can't be compared.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, table: str = "", column: str = "") -> None:
        super().__init__()
        self.table, self.column = table, column

    @property
    def place(self) -> str:
        """The column that it is, "table.column"; empty where it wasn't told."""
        return f"{self.table}.{self.column}" if self.table else ""

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Text to bytes, behind the version byte."""
        if value is None:
            return None
        key = _key_of(dialect) if self.place else None
        return key.seal(value, self.place) if key else PLAIN + value.encode()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """Bytes back to text; UnreadableError where that can't be: it is never shown as text."""
        if value is None:
            return None
        kept = bytes(value)
        if key := _key_of(dialect) if self.place else None:
            return key.open(kept, self.place)
        try:
            said = kept[1:].decode()
        except UnicodeDecodeError:
            raise UnreadableError(self.place) from None
        if kept[:1] != PLAIN:
            raise UnreadableError(self.place)
        return said

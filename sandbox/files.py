"""Files that were sent, in the sandbox's own database, and the SQL for them."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

    Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file as it was sent; its name and type are the sender's word."""

    name: str
    mime_type: str
    data: bytes


@dataclass(frozen=True)
class Kept:
    """A file without its bytes; `size` is their number."""

    file_id: str
    unique_id: str
    path: str
    mime_type: str
    content: Json
    size: int


def new_ids(data: bytes) -> Json:
    """What every one of Telegram's file objects begins with."""
    return {
        "file_id": f"AgAC{secrets.token_urlsafe(36)}",
        "file_unique_id": f"AQAD{secrets.token_urlsafe(8)}",
        "file_size": len(data),
    }


class Files:
    """Every file, by its file_id. Writing belongs into the store's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def keep(self, ids: Json, folder: str, upload: Upload, content: Json) -> None:
        """A new file; its path is made of the folder, a number and the name's suffix."""
        (number,) = self._db.execute("SELECT count(*) FROM file").fetchone()
        stem, dot, suffix = upload.name.rpartition(".")
        known = dot and stem and suffix.isalnum() and suffix.isascii()
        path = f"{folder}/file_{number}" + (f".{suffix.lower()}" if known else "")
        self._db.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?)",
            (ids["file_id"], ids["file_unique_id"], path, upload.mime_type, json.dumps(content),
             upload.data),
        )  # fmt: skip

    def by_id(self, file_id: str) -> Kept | None:
        """The file with this file_id."""
        row = self._db.execute(
            "SELECT file_id, unique_id, path, mime_type, content, length(data) AS size"
            " FROM file WHERE file_id = ?",
            (file_id,),
        ).fetchone()
        return None if row is None else Kept(**{**row, "content": json.loads(row["content"])})

    def id_at(self, path: str) -> str | None:
        """Which file is downloaded from this path."""
        row = self._db.execute("SELECT file_id FROM file WHERE path = ?", (path,)).fetchone()
        return None if row is None else str(row["file_id"])

    def data(self, file_id: str) -> bytes:
        """The bytes of a file that is there."""
        row = self._db.execute("SELECT data FROM file WHERE file_id = ?", (file_id,)).fetchone()
        return bytes(row["data"])

"""Anchor (c): raw sqlite3 that runs the statements of our taps, one fsynced commit a tap."""

import contextlib
import json
import pickle
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

from care import db

Statement = tuple[str, Any]


def replay(file: Path, taps: list[list[Statement]]) -> float:
    """Taps a second, on a file as it was before they were recorded."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        db._writer(connection, None)
        cursor = connection.cursor()
        began = time.monotonic()
        for statements in taps:
            for statement, values in statements:
                cursor.execute(statement, values)
                if cursor.description:
                    cursor.fetchall()
            cursor.execute("COMMIT")
        return len(taps) / (time.monotonic() - began)


if __name__ == "__main__":
    recorded = pickle.loads(Path(sys.argv[2]).read_bytes())
    sys.stdout.write(json.dumps({"rate": replay(Path(sys.argv[1]), recorded)}))

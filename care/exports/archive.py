"""The ZIP of /export: the same rows give the same bytes, and no more than a page is in memory."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from sqlmodel import Session as Db

from care import plan, planfile, times, words
from care.exports import cells, fhir, tables
from care.exports.codes import Json
from care.exports.history import History

# The earliest that a ZIP can say: when it was made is nothing that the rows tell.
ALWAYS = (1980, 1, 1, 0, 0, 0)


def write(db: Db, circle_id: int, lang: str, now: dt.datetime) -> bytes:
    """Everything of a circle. Its words are of that language; columns and codes are fixed."""
    history = History(db, circle_id)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        with _file(archive, "read-me", "txt") as file:
            file.write(words.say(lang, "export.read_me") + "\n")
        _tables(archive, history, lang)
        _plans(archive, history, lang)
        today = times.local(now, history.circle.zone).date()
        with _file(archive, "journal", "fhir", "json") as file:
            _bundle(file, fhir.Writer(history, lang, today).entries())
    return made.getvalue()


@contextmanager
def _file(archive: zipfile.ZipFile, *name: str) -> Iterator[IO[str]]:
    """A text file in the archive, written as it comes."""
    info = zipfile.ZipInfo(".".join(name), ALWAYS)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    # For whoever unpacks it alone.
    info.external_attr = 0o600 << 16
    with archive.open(info, "w") as raw, io.TextIOWrapper(raw, "utf-8", newline="") as file:
        yield file


def _tables(archive: zipfile.ZipFile, history: History, lang: str) -> None:
    found: tuple[tuple[str, tuple[str, ...], Iterable[tables.Row]], ...] = (
        ("sessions", tables.SESSIONS, tables.sessions(history, lang)),
        ("answers", tables.ANSWERS, tables.answers(history, lang)),
        ("plans", tables.VERSIONS, tables.versions(history)),
        ("people", tables.PEOPLE, tables.people(history)),
    )
    for name, columns, rows in found:
        with _file(archive, name, "csv") as file:
            cells.write(file, columns, rows)


def _plans(archive: zipfile.ZipFile, history: History, lang: str) -> None:
    """The plan in force, and every version by its number; each can be sent to the bot again."""
    current = history.current()
    if current is not None:
        with _file(archive, "plan", "yaml") as file:
            file.write(planfile.write(plan.read(current.document), lang))
    for one in history.versions():
        with _file(archive, f"plans/{one.id}", "yaml") as file:
            file.write(planfile.write(plan.read(one.document), lang))


def _bundle(file: IO[str], entries: Iterable[Json]) -> None:
    file.write('{"resourceType":"Bundle","type":"collection","entry":[')
    for number, entry in enumerate(entries):
        file.write(",\n" if number else "\n")
        file.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")))
    file.write("\n]}\n")

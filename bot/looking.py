"""What `doctor` looks at, without touching it: Telegram's getMe, and the rows."""

import datetime as dt
import email.utils
import functools
import json
import sqlite3
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from enum import Enum, auto
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import Engine, create_engine, inspect, pool
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session as Db

from bot import files, health, schema
from bot.settings import Settings
from care import db, private, store
from care.ports import Clock

ASK_SECONDS = 10
CONNECT_SECONDS = 5


@dataclass(frozen=True)
class Telegram:
    """What became of a getMe. `ahead` is how far Telegram's clock is ahead of this machine's."""

    name: str = ""
    answered: bool = False
    refused: bool = False
    ahead: dt.timedelta | None = None


class Schema(Enum):
    """How the database's schema stands to this program's."""

    CURRENT = auto()
    OLDER = auto()
    NEWER = auto()
    MISSING = auto()
    UNUSABLE = auto()


class Lock(Enum):
    """Whether private text is encrypted, and whether the key that is set opens it."""

    OPEN = auto()
    SEALED = auto()
    OTHER_KEY = auto()


@dataclass(frozen=True)
class Rows:
    """The schema, why it can't be told, the bot's pulse, and whether private text is encrypted."""

    schema: Schema
    reason: str = ""
    poll: dt.datetime | None = None
    round: dt.datetime | None = None
    lock: Lock = Lock.OPEN


def ask(found: Settings, clock: Clock) -> Telegram | None:
    """Ask Telegram who we are; nothing where there is no token. Errors hold the token: unsaid."""
    if found.bot_token is None:
        return None
    url = f"{found.telegram_api_url}/bot{found.bot_token.get_secret_value()}/getMe"
    began = clock.now()
    try:
        with urllib.request.urlopen(url, timeout=ASK_SECONDS) as answer:  # noqa: S310  http(s) only
            return _read(answer.read(100_000), _ahead(answer.headers, began, clock.now()))
    except urllib.error.HTTPError as error:
        ahead = _ahead(error.headers, began, clock.now())
        refused = error.code == HTTPStatus.UNAUTHORIZED
        error.close()
        return Telegram(answered=True, refused=refused, ahead=ahead)
    except (OSError, HTTPException, ValueError):
        return Telegram()


def _read(body: bytes, ahead: dt.timedelta | None) -> Telegram:
    try:
        name = str(json.loads(body)["result"]["username"])
    except (ValueError, KeyError, TypeError):
        name = ""
    return Telegram(name, answered=True, ahead=ahead)


def _ahead(headers: Message, began: dt.datetime, ended: dt.datetime) -> dt.timedelta | None:
    """By the answer's date, against the middle of the time that the asking took."""
    try:
        said = email.utils.parsedate_to_datetime(headers["Date"])
    except (TypeError, ValueError):
        return None
    return said.astimezone(dt.UTC) - (began + (ended - began) / 2)


def rows(url: str, key: private.Key | None = None) -> Rows:
    """The schema, the pulse and the lock, read beside a bot that runs or without one."""
    file = files.database(url)
    try:
        if file and not file.exists():
            return Rows(Schema.MISSING)
    except OSError as error:
        # Another user's folder, which is closed.
        return Rows(Schema.UNUSABLE, error.strerror or "")
    engine = _onlooker(url)
    try:
        with engine.connect() as connection, Db(connection) as session:
            stands = _schema(session)
            if not inspect(session.connection()).has_table("pulse"):
                return Rows(stands)
            poll, last = (store.pulse(session, name) for name in (health.POLL, health.ROUND))
            return Rows(stands, poll=poll, round=last, lock=_lock(session, key))
    except (SQLAlchemyError, OSError) as error:
        return Rows(Schema.UNUSABLE, db.reason(error))
    finally:
        engine.dispose()


def _schema(session: Db) -> Schema:
    found, head = schema.revision(session.connection()), schema.head()
    if found is None:
        return Schema.MISSING
    if found == head:
        return Schema.CURRENT
    return Schema.NEWER if found > head else Schema.OLDER


def _lock(session: Db, key: private.Key | None) -> Lock:
    if not store.is_sealed(session):
        return Lock.OPEN
    return Lock.SEALED if store.opens(session, key) else Lock.OTHER_KEY


def _onlooker(url: str) -> Engine:
    """An engine that changes nothing.

    SQLite makes files beside a database that nobody has open, even for who only reads; they would
    belong to whoever looked. So it is read as a file that doesn't change where no bot has it open.
    """
    parsed = db.address(url)
    if parsed.get_backend_name() != "sqlite":
        looks = {
            "options": "-cdefault_transaction_read_only=on",
            "connect_timeout": CONNECT_SECONDS,
        }
        return create_engine(parsed, poolclass=pool.NullPool, connect_args=looks)
    file = Path(str(parsed.database)).absolute()
    in_use = all(file.with_name(file.name + end).exists() for end in ("-wal", "-shm"))
    name = f"{file.as_uri()}?mode=ro" + ("" if in_use else "&immutable=1")
    made = functools.partial(sqlite3.connect, name, uri=True, timeout=CONNECT_SECONDS)
    return create_engine("sqlite://", creator=made, poolclass=pool.NullPool)

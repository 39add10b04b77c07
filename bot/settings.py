"""Settings, frozen, from the environment or `.env`. What can't be right is refused in one line."""

import ipaddress
import os
import re
import stat
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import ArgumentError

from care import db, private, words

TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
PLACEHOLDER = re.compile(r"your|replace|change.?me|placeholder|paste|example|<|xxxx|token", re.I)
# In a token's own shape these are still somebody's "put yours here".
FILL_IN = re.compile(r"replace.?me|change.?me|your.{0,5}token|token.?here|x{8,}", re.I)
# As Telegram has it, but for the shortest: one that can be guessed is none.
SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
SECRET_FILL_IN = re.compile(FILL_IN.pattern + "|your.{0,5}secret|secret.?here|placeholder", re.I)
LOOPBACK = "127.0.0.1"
LAST_PORT = 65535
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._~-]*")
# Answered on the same port.
OUR_PATHS = ("/healthz", "/metrics")
ENV_FILE = Path(".env")
# Ample for a key and a line's end; nobody's large file is read for one.
KEY_FILE_BYTES = 1000
ROOT = 0
# More a second than any bot may send.
MOST_SENDS = 10_000


class Registration(StrEnum):
    """Who may set up a circle: whoever has the host's link, or anyone who finds the bot."""

    LINK = "link"
    OPEN = "open"


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class RefusedError(Exception):
    """A setting that can't be right: the name and the reason, in words for the host."""


class UnreachableError(RefusedError):
    """What a setting names can't be reached now; it may be, if it is tried again."""


class Settings(BaseSettings):
    """What the host decides. Secrets are never printed."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    database_url: SecretStr = SecretStr("sqlite:///data/baseline.db")
    registration: Registration = Registration.LINK
    log_level: LogLevel = LogLevel.INFO
    heartbeat_url: SecretStr | None = None
    data_key: SecretStr | None = None
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = Field(default=None, validate_default=True)
    port: int | None = Field(default=None, validate_default=True)
    listen_host: str = LOOPBACK
    sends_per_second: int = 30

    @property
    def key(self) -> private.Key | None:
        """What private text is encrypted with, where that is wanted."""
        if self.data_key is None:
            return None
        return private.Key(private.read_secret(self.data_key.get_secret_value()))

    @field_validator("bot_token")
    @classmethod
    def _a_real_token(cls, value: SecretStr | None) -> SecretStr | None:
        token = value.get_secret_value().strip() if value else ""
        if not token:
            return None
        if FILL_IN.search(token):
            raise _refused("token_placeholder")
        if not TOKEN.fullmatch(token):
            placeholder = PLACEHOLDER.search(token)
            raise _refused("token_placeholder" if placeholder else "token_malformed")
        return SecretStr(token)

    @field_validator("telegram_api_url")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if not _is_address(value.strip()):
            raise _refused("url")
        return value.strip().rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: SecretStr) -> SecretStr:
        try:
            db.address(value.get_secret_value().strip())
        except (ArgumentError, ValueError):
            raise _refused("database") from None
        return SecretStr(value.get_secret_value().strip())

    @field_validator("heartbeat_url")
    @classmethod
    def _an_address_to_fetch(cls, value: SecretStr | None) -> SecretStr | None:
        address = value.get_secret_value().strip() if value else ""
        if not address:
            return None
        if not _is_address(address.partition("?")[0]) or re.search(r"\s", address):
            raise _refused("url")
        return SecretStr(address)

    @field_validator("data_key")
    @classmethod
    def _a_key(cls, value: SecretStr | None) -> SecretStr | None:
        """The key itself, or the file that has it: what is no key is a path."""
        said = value.get_secret_value().strip() if value else ""
        if not said:
            return None
        if not _is_key(said):
            said = _key_in(Path(said))
        return SecretStr(said)

    @field_validator("webhook_url")
    @classmethod
    def _where_telegram_reaches_us(cls, value: str | None) -> str | None:
        """Telegram wants https; http is for a sandbox on this machine."""
        address = (value or "").strip()
        if not address:
            return None
        if not _is_address(address):
            raise _refused("webhook_url")
        parts = urlsplit(address)
        if not PLAIN_PATH.fullmatch(parts.path):
            raise _refused("webhook_url")
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            raise _refused("webhook_url")
        if parts.path in OUR_PATHS:
            raise _refused("webhook_path", paths=", ".join(OUR_PATHS))
        return address

    @field_validator("webhook_secret")
    @classmethod
    def _a_real_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        secret = value.get_secret_value().strip() if value else ""
        if not secret:
            _may_be_left_out(info)
            return None
        if SECRET_FILL_IN.search(secret):
            raise _refused("secret_placeholder")
        if not SECRET.fullmatch(secret):
            raise _refused("secret_malformed")
        return SecretStr(secret)

    @field_validator("port", mode="before")
    @classmethod
    def _a_port(cls, value: object, info: ValidationInfo) -> int | None:
        said = str(value if value is not None else "").strip()
        if not said:
            _may_be_left_out(info)
            return None
        if not re.fullmatch(r"[0-9]{1,5}", said) or not 1 <= int(said) <= LAST_PORT:
            raise _refused("port")
        return int(said)

    @field_validator("listen_host")
    @classmethod
    def _an_own_address(cls, value: str) -> str:
        try:
            return str(ipaddress.ip_address(value.strip()))
        except ValueError:
            raise _refused("listen_host") from None

    @field_validator("sends_per_second", mode="before")
    @classmethod
    def _a_pace(cls, value: object) -> int:
        """How many messages a second go out at most; 0 is as many as can be."""
        said = str(value).strip()
        if not said.isascii() or not said.isdigit() or int(said) > MOST_SENDS:
            raise _refused("sends", most=MOST_SENDS)
        return int(said)

    @field_validator("registration", "log_level", mode="before")
    @classmethod
    def _a_known_word(cls, value: object, info: ValidationInfo) -> object:
        known = Registration if info.field_name == "registration" else LogLevel
        word = str(value).strip().lower()
        if word not in list(known):
            raise _refused("unknown", known=", ".join(known))
        return word


def _is_address(value: str) -> bool:
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _may_be_left_out(info: ValidationInfo) -> None:
    """Unless Telegram is to reach us."""
    if info.data.get("webhook_url"):
        raise _refused("with_webhook")


def _is_key(said: str) -> bool:
    try:
        return bool(private.read_secret(said))
    except ValueError:
        return False


def _key_in(path: Path) -> str:
    """The key in a file that nobody but its owner can read; the path may be a bad key: unsaid."""
    try:
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            said = file.read(KEY_FILE_BYTES).decode(errors="replace").strip()
    except (OSError, ValueError):
        raise _refused("key_malformed") from None
    # systemd's credentials belong to root's group, which can read everything anyway.
    shared = stat.S_IRWXO if about.st_gid == ROOT else stat.S_IRWXO | stat.S_IRWXG
    if about.st_mode & shared:
        raise _refused("key_open")
    if not _is_key(said):
        raise _refused("key_file")
    return said


def _refused(key: str, **values: object) -> PydanticCustomError:
    reason = words.say(words.ENGLISH, f"setting.{key}", **values)
    return PydanticCustomError("setting", "{reason}", {"reason": reason})


def read() -> Settings:
    """The settings; RefusedError with one clear line where one can't be right."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        line = words.say(words.ENGLISH, "host.bad_setting", name=name, reason=first["msg"])
        raise RefusedError(line) from None
    except (OSError, UnicodeError):
        reason = words.say(words.ENGLISH, "setting.unreadable")
        line = words.say(words.ENGLISH, "host.bad_setting", name=ENV_FILE, reason=reason)
        raise RefusedError(line) from None

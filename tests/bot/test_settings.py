"""Each setting: right, empty, a placeholder, malformed, unknown. The value itself is never said."""

import os
from pathlib import Path

import pydantic
import pytest

from bot import settings
from bot.settings import LogLevel, Registration

NAMES = (
    "BOT_TOKEN",
    "TELEGRAM_API_URL",
    "DATABASE_URL",
    "REGISTRATION",
    "LOG_LEVEL",
    "HEARTBEAT_URL",
    "DATA_KEY",
    "WEBHOOK_URL",
    "WEBHOOK_SECRET",
    "PORT",
    "LISTEN_HOST",
)
TOKEN = "123456789:TEST-token-that-opens-nothing-at-all-0"
SECRET = "TEST_of-this-bots-webhook"
KEY = "TEST+sandbox/sandbox-sandbox_sandbox-sandbo="
OTHER = "987654321:TEST-another-that-opens-nothing-either"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def value_of(name: str) -> str:
    found = getattr(settings.read(), name.lower())
    if isinstance(found, pydantic.SecretStr):
        found = found.get_secret_value()
    return str(found)


def test_nothing_set_is_the_sandbox() -> None:
    found = settings.read()
    assert found.bot_token is None
    assert found.telegram_api_url == "https://api.telegram.org"
    assert found.database_url.get_secret_value() == "sqlite:///data/baseline.db"
    assert found.registration is Registration.LINK
    assert found.log_level is LogLevel.INFO
    assert found.heartbeat_url is None
    assert found.data_key is None
    assert found.key is None
    assert (found.webhook_url, found.webhook_secret, found.port) == (None, None, None)
    assert found.listen_host == "127.0.0.1"


GOOD = [
    ("BOT_TOKEN", TOKEN, TOKEN),
    ("BOT_TOKEN", f"  {TOKEN}\n", TOKEN),
    ("TELEGRAM_API_URL", "http://127.0.0.1:8081", "http://127.0.0.1:8081"),
    ("TELEGRAM_API_URL", "https://bots.example.org/api/", "https://bots.example.org/api"),
    ("DATABASE_URL", "sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
    ("DATABASE_URL", "postgresql://u:p@h:5432/d", "postgresql://u:p@h:5432/d"),
    ("DATABASE_URL", " postgresql://h/d ", "postgresql://h/d"),
    ("REGISTRATION", "open", "open"),
    ("REGISTRATION", " Link ", "link"),
    ("LOG_LEVEL", "DEBUG", "debug"),
    ("LOG_LEVEL", "warning", "warning"),
    ("HEARTBEAT_URL", " https://x.example.org/ping/abc?rid=1&a=%20 ",
     "https://x.example.org/ping/abc?rid=1&a=%20"),
    ("HEARTBEAT_URL", "http://10.0.0.1:8000", "http://10.0.0.1:8000"),
    ("DATA_KEY", KEY, KEY),
    ("DATA_KEY", f" {KEY}\n", KEY),
    ("WEBHOOK_SECRET", f" {SECRET}\n", SECRET),
    ("WEBHOOK_SECRET", "a" * 256, "a" * 256),
    ("PORT", "8080", "8080"),
    ("PORT", " 65535 ", "65535"),
    ("LISTEN_HOST", " 0.0.0.0 ", "0.0.0.0"),
    ("LISTEN_HOST", "::", "::"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "kept"), GOOD)
def test_a_good_value(name: str, given: str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, given)
    assert value_of(name) == kept


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_value_is_no_value(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    default = str(getattr(settings.read(), name.lower()))
    monkeypatch.setenv(name, "")
    assert str(getattr(settings.read(), name.lower())) == default


def test_a_blank_token_is_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "   ")
    assert settings.read().bot_token is None


BAD = [
    ("BOT_TOKEN", "your-token-here", "placeholder"),
    ("BOT_TOKEN", "<paste it here>", "placeholder"),
    ("BOT_TOKEN", "changeme", "placeholder"),
    ("BOT_TOKEN", "123456789:replace-this", "placeholder"),
    ("BOT_TOKEN", "123456789", "doesn't look like a token"),
    ("BOT_TOKEN", "123456789:short", "doesn't look like a token"),
    ("BOT_TOKEN", f"bot{'1' * 9}:{'TEST' * 9}", "doesn't look like a token"),
    ("BOT_TOKEN", f"{'1' * 9}:{'TEST' * 9} x", "doesn't look like a token"),
    ("TELEGRAM_API_URL", "bots.secret.example", "http://"),
    ("TELEGRAM_API_URL", "ftp://secret.example", "http://"),
    ("TELEGRAM_API_URL", "http:///secret", "http://"),
    ("TELEGRAM_API_URL", "https://secret.example/?token=1", "http://"),
    ("DATABASE_URL", "mysql://u:hunter2@h/d", "postgresql://"),
    ("DATABASE_URL", "hunter2", "postgresql://"),
    ("DATABASE_URL", "postgresql://u:hunter2@h:port/d", "postgresql://"),
    ("REGISTRATION", "everybody", "link, open"),
    ("LOG_LEVEL", "loud", "debug, info, warning, error"),
    ("HEARTBEAT_URL", "ping.secret.example/abc", "http://"),
    ("HEARTBEAT_URL", "file:///etc/secret", "http://"),
    ("HEARTBEAT_URL", "https://secret.example/a b", "http://"),
    ("HEARTBEAT_URL", "https://?secret", "http://"),
    ("DATA_KEY", "hunter2", "neither a key nor a file"),
    ("DATA_KEY", KEY[:-2], "neither a key nor a file"),
    ("DATA_KEY", f"{KEY}{KEY}", "neither a key nor a file"),
    ("DATA_KEY", "/nowhere/hunter2", "neither a key nor a file"),
    ("DATA_KEY", "/", "neither a key nor a file"),
    ("DATA_KEY", "hunter2" * 1000, "neither a key nor a file"),
    ("WEBHOOK_URL", "bot.secret.example", "https://"),
    ("WEBHOOK_URL", "http://secret.example/hook", "https://"),
    ("WEBHOOK_URL", "http://127.0.0.1@secret.example/hook", "https://"),
    ("WEBHOOK_URL", "https://secret.example/hook?a=hunter2", "https://"),
    ("WEBHOOK_URL", "https://secret.example/a b", "https://"),
    ("WEBHOOK_URL", "https://secret.example/healthz", "/healthz, /metrics"),
    ("WEBHOOK_SECRET", "hunter2", "16 to 256"),
    ("WEBHOOK_SECRET", "hunter2" * 50, "16 to 256"),
    ("WEBHOOK_SECRET", "hunter2 hunter2 hunter2", "16 to 256"),
    ("WEBHOOK_SECRET", "hunter2.hunter2.hunter2", "16 to 256"),
    ("WEBHOOK_SECRET", "your-secret-goes-here", "placeholder"),
    ("WEBHOOK_SECRET", "change-me-change-me", "placeholder"),
    ("WEBHOOK_SECRET", "xxxxxxxxxxxxxxxxxxxx", "placeholder"),
    ("PORT", "0", "from 1 to 65535"),
    ("PORT", "65536", "from 1 to 65535"),
    ("PORT", "-80", "from 1 to 65535"),
    ("PORT", "http", "from 1 to 65535"),
    ("PORT", "80.0", "from 1 to 65535"),
    ("PORT", "\u0661\u0662", "from 1 to 65535"),
    ("LISTEN_HOST", "secret.example", "in numbers"),
    ("LISTEN_HOST", "127.0.0.1:8080", "in numbers"),
]


@pytest.mark.parametrize(("name", "given", "reason"), BAD)
def test_a_bad_value_is_refused_in_one_line_that_does_not_say_it(
    name: str, given: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, given)
    with pytest.raises(settings.RefusedError) as caught:
        settings.read()
    line = str(caught.value)
    assert line.startswith(f"{name}: ")
    assert reason in line
    assert "\n" not in line
    assert given not in line
    assert "hunter2" not in line
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


ADDRESSES = [
    ("https://bot.example.org/telegram", "https://bot.example.org/telegram"),
    (" https://bot.example.org:8443/ ", "https://bot.example.org:8443/"),
    ("http://127.0.0.1:8080/telegram", "http://127.0.0.1:8080/telegram"),
    ("http://localhost:8080", "http://localhost:8080"),
    ("http://[::1]:8080/", "http://[::1]:8080/"),
]


@pytest.mark.parametrize(("given", "kept"), ADDRESSES)
def test_where_telegram_reaches_us(given: str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("PORT", "8080")
    monkeypatch.setenv("WEBHOOK_URL", given)
    assert value_of("WEBHOOK_URL") == kept


@pytest.mark.parametrize("missing", ["WEBHOOK_SECRET", "PORT"])
@pytest.mark.parametrize("empty", [True, False])
def test_a_webhook_needs_a_secret_and_a_port(
    missing: str, empty: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"WEBHOOK_URL": "https://bot.example.org/", "WEBHOOK_SECRET": SECRET, "PORT": "8080"}
    for name, value in given.items():
        if name != missing:
            monkeypatch.setenv(name, value)
        elif empty:
            monkeypatch.setenv(name, "  ")
    with pytest.raises(settings.RefusedError) as caught:
        settings.read()
    assert str(caught.value) == f"{missing}: this is needed where WEBHOOK_URL is set."


def key_file(folder: Path, held: bytes = KEY.encode(), mode: int = 0o600) -> Path:
    file = folder / "the key"
    file.write_bytes(held)
    file.chmod(mode)
    return file


@pytest.mark.parametrize("held", [KEY, f"{KEY}\n", f"  {KEY}\r\n"])
@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_the_key_may_be_in_a_file(
    held: str, mode: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATA_KEY", str(key_file(tmp_path, held.encode(), mode)))
    assert value_of("DATA_KEY") == KEY
    monkeypatch.setenv("DATA_KEY", "the key")
    assert value_of("DATA_KEY") == KEY


def refused(monkeypatch: pytest.MonkeyPatch, file: Path) -> str:
    monkeypatch.setenv("DATA_KEY", str(file))
    with pytest.raises(settings.RefusedError) as caught:
        settings.read()
    line = str(caught.value)
    assert line.startswith("DATA_KEY: ")
    assert "\n" not in line
    assert str(file) not in line
    return line


@pytest.mark.parametrize("held", [b"", b"\n", b"hunter2", b"\xff\0" * 600, KEY.encode() * 2])
def test_a_file_without_a_key(held: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "no key in that file" in refused(monkeypatch, key_file(tmp_path, held))


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o602, 0o660])
def test_a_key_that_others_can_read(
    mode: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = key_file(tmp_path, mode=mode)
    if os.getuid() == 0:
        os.chown(file, -1, 1)
    assert "chmod 600" in refused(monkeypatch, file)


def test_roots_group_may_read_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """systemd hands out a credential as root's, with the group's bit set for who may read it."""
    if os.getuid() != 0:
        pytest.skip("only root can give a file to root's group")
    file = key_file(tmp_path, mode=0o440)
    os.chown(file, -1, 0)
    monkeypatch.setenv("DATA_KEY", str(file))
    assert value_of("DATA_KEY") == KEY


def test_the_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = [f"BOT_TOKEN={TOKEN}", "LOG_LEVEL=error", "REGISTRATION=", "# a comment", "OTHER=1"]
    (tmp_path / ".env").write_text("\n".join(lines))
    assert value_of("BOT_TOKEN") == TOKEN
    assert value_of("LOG_LEVEL") == "error"
    assert value_of("REGISTRATION") == "link"
    monkeypatch.setenv("BOT_TOKEN", OTHER)
    assert value_of("BOT_TOKEN") == OTHER
    assert value_of("LOG_LEVEL") == "error"


def test_a_bad_line_in_the_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=your-token\n")
    with pytest.raises(settings.RefusedError, match=r"^BOT_TOKEN: this is a placeholder"):
        settings.read()


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe")
    with pytest.raises(settings.RefusedError, match=r"^\.env: this file can't be read"):
        settings.read()


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hunter2@h/d")
    monkeypatch.setenv("HEARTBEAT_URL", "https://x.example/hunter2")
    monkeypatch.setenv("DATA_KEY", KEY)
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    found = settings.read()
    for said in (repr(found), str(found), found.model_dump_json()):
        assert TOKEN not in said
        assert KEY not in said
        assert SECRET not in said
        assert "hunter2" not in said


def test_settings_are_frozen() -> None:
    with pytest.raises(pydantic.ValidationError):
        settings.read().log_level = LogLevel.DEBUG

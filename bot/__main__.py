"""The commands: `python -m bot run`, `demo`, `doctor`, `key`, `backup`, `restore`, `move`."""

import argparse
import asyncio
import contextlib
import gc
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from bot import app, clocks, doctor, files, intake, logs, safekeeping, schema, settings
from care import db, private, words
from care.flows import invitations

# The sandbox's own token and rows: what is tried there never mixes with anybody's real days.
SANDBOX_TOKEN = "1000000:sandbox-sandbox-sandbox-sandbox-sandbox"  # noqa: S105  opens nothing
SANDBOX_DATABASE = "sqlite:///data/demo.db"
SANDBOX_FILE = Path("data/sandbox.db")
SANDBOX_PORT = 8081
TRY_AGAIN, SETTING_IS_WRONG = 1, 2


def say(key: str, **values: object) -> None:
    """A line for the host."""
    print(words.say(words.ENGLISH, key, **values), flush=True)


def main() -> int:
    """Read the command line, run the command, give back its exit code."""
    arguments = _parser().parse_args()
    files.nobody_elses()
    if arguments.command is new_key:
        # Before any setting is looked at: one of them waits for what is printed here.
        new_key()
        return 0
    try:
        found = settings.read()
        logs.set_up(found.log_level)
        return int(arguments.command(found, arguments) or 0)
    except settings.RefusedError as error:
        print(error, file=sys.stderr)
        return TRY_AGAIN if isinstance(error, settings.UnreachableError) else SETTING_IS_WRONG
    except intake.RevokedError:
        print(words.say(words.ENGLISH, "host.revoked"), file=sys.stderr)
        return SETTING_IS_WRONG
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot")
    commands = parser.add_subparsers(required=True)
    commands.add_parser("run").set_defaults(command=run)
    trial = commands.add_parser("demo")
    trial.add_argument("--sandbox", metavar="URL")
    trial.add_argument("--database", metavar="URL", default=SANDBOX_DATABASE)
    trial.add_argument("--port", type=int, default=SANDBOX_PORT)
    trial.set_defaults(command=demo)
    commands.add_parser("doctor").set_defaults(command=look)
    commands.add_parser("key").set_defaults(command=new_key)
    saving = commands.add_parser("backup")
    saving.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    saving.set_defaults(command=safekeeping.backup)
    back = commands.add_parser("restore")
    back.add_argument("file", nargs="?", type=Path, metavar="FILE")
    back.add_argument("--replace", action="store_true")
    back.set_defaults(command=safekeeping.restore)
    growing = commands.add_parser("move")
    growing.add_argument("file", nargs="?", type=Path, metavar="FILE")
    growing.set_defaults(command=safekeeping.move)
    return parser


def run(found: settings.Settings, arguments: argparse.Namespace) -> None:
    """Telegram where a token is set, else the sandbox."""
    if found.bot_token is None:
        say("host.no_token")
        demo(found, argparse.Namespace(sandbox=None, database=SANDBOX_DATABASE, port=SANDBOX_PORT))
        return
    url = found.database_url.get_secret_value()
    with files.running(url):
        _upgrade(url, found.key)
        asyncio.run(_serve(found, None))


def new_key() -> None:
    """A new key for DATA_KEY, and nothing else: it can go straight into a file."""
    print(private.new_secret())


def look(found: settings.Settings, arguments: argparse.Namespace) -> int:
    """What is well and what isn't, a line each; the worst of it is the exit code."""
    own = found.database_url.get_secret_value()
    url = SANDBOX_DATABASE if found.bot_token is None else own
    worst = doctor.State.WELL
    for finding in doctor.examine(found, url, clocks.SystemClock()):
        print(finding, flush=True)
        worst = max(worst, finding.state)
    return worst


def demo(found: settings.Settings, arguments: argparse.Namespace) -> None:
    """The bot against a sandbox: one that runs already, or one of its own."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(files.running(arguments.database))
        _upgrade(arguments.database)
        url = arguments.sandbox or stack.enter_context(_sandbox(arguments.port))
        trial = found.model_copy(
            update={
                "bot_token": SecretStr(SANDBOX_TOKEN),
                "telegram_api_url": url,
                "database_url": SecretStr(arguments.database),
                # What is only tried needs no key; and no key of before can be missing then.
                "data_key": None,
                "webhook_url": _reached_from_here(found.webhook_url),
            }
        )
        say("host.open_page", url=url)
        asyncio.run(_serve(trial, clocks.SandboxClock(url)))


def _reached_from_here(address: str | None) -> str | None:
    """An address for the sandbox: where the real Telegram calls, nobody here can."""
    return address if address and address.startswith("http:") else None


@contextlib.contextmanager
def _sandbox(port: int) -> Iterator[str]:
    """A sandbox as a process of its own; its address once it listens.

    One that a killed bot left running is used as it is: nobody's messages are lost.
    """
    url = f"http://127.0.0.1:{port}"
    holder = _sandbox_file_at(url)
    if holder == str(SANDBOX_FILE.resolve()):
        yield url
        return
    process = _start_sandbox(port if holder is None else 0)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise settings.RefusedError(words.say(words.ENGLISH, "host.no_sandbox"))
        yield line.split()[-1]
    finally:
        process.terminate()
        process.communicate()


def _start_sandbox(port: int) -> "subprocess.Popen[str]":
    SANDBOX_FILE.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--token", SANDBOX_TOKEN]
    return subprocess.Popen(  # noqa: S603  our own program
        [*command, "--data", str(SANDBOX_FILE)], stdout=subprocess.PIPE, text=True
    )


def _sandbox_file_at(url: str) -> str | None:
    """The file of whatever listens there: a sandbox's own, "" of something else, else nothing."""
    try:
        with urllib.request.urlopen(f"{url}/about", timeout=2) as answer:  # noqa: S310
            return str(json.load(answer).get("file", ""))
    except urllib.error.URLError as error:
        return None if isinstance(error.reason, ConnectionError) else ""
    except (OSError, ValueError, AttributeError):
        return ""


def _upgrade(url: str, key: private.Key | None = None) -> None:
    """Bring the schema up to date, or say in one line why the database can't be opened."""
    try:
        if schema.upgrade(url, key):
            say("host.sealed")
        files.tighten(url)
    except private.UnreadableError:
        raise _refused("DATA_KEY", "setting.key_wrong" if key else "setting.key_missing") from None
    except (SQLAlchemyError, OSError, schema.NewerError) as error:
        newer = isinstance(error, schema.NewerError)
        why = "setting.database_newer" if newer else "setting.database_unusable"
        refused = _refused("DATABASE_URL", why, reason=db.reason(error))
        if files.database(url) is None and db.is_trouble(error):
            # A server that isn't there yet, as after a power cut: whoever started us does so again.
            raise settings.UnreachableError(*refused.args) from None
        raise refused from None


def _refused(name: str, why: str, **values: object) -> settings.RefusedError:
    reason = words.say(words.ENGLISH, why, **values)
    return settings.RefusedError(
        words.say(words.ENGLISH, "host.bad_setting", name=name, reason=reason)
    )


async def _serve(found: settings.Settings, clock: clocks.SandboxClock | None) -> None:
    asyncio.get_running_loop().set_exception_handler(logs.unheard)
    built = app.build(found, clock)
    _stop_on_signals()
    beside = [clock.follow] if clock else []
    try:
        await built.introduce()
        if clock:
            await clock.arrive()
        await _say_setup_link(built, on_page=clock is not None)
        say("host.running", bot=built.bot.username)
        # What is loaded now stays: to walk all of it now and then would hold everybody up.
        gc.collect()
        gc.freeze()
        await built.run(*beside)
    except asyncio.CancelledError:
        return
    finally:
        await built.close()


def _stop_on_signals() -> None:
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, lambda: task and task.cancel())


async def _say_setup_link(built: app.App, *, on_page: bool) -> None:
    link = await built.setup_link()
    if link is None:
        return
    say("host.demo_link" if on_page else "host.setup_link", hours=invitations.LASTS_HOURS)
    print(link, flush=True)
    if sys.stdout.isatty() and not on_page:
        import segno  # noqa: PLC0415  once in a bot's life

        segno.make(link).terminal(compact=True)


if __name__ == "__main__":
    sys.exit(main())

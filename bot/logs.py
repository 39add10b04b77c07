"""The log: plain lines, never a token in them, and never a word of what people wrote.

An error's own words may quote either, so a traceback says where and of which kind, and no more.
"""

import asyncio
import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)
OURS = ("bot", "handlers", "schedules", "care")
TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")
# A start link's secret opens a circle once: it is for the host's terminal, not for a log.
SECRET = re.compile(r"(\?start=)[A-Za-z0-9_-]+")

ErrorInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class Redacting(logging.Formatter):
    """A Formatter, since a Filter doesn't see tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """The line with every token taken out."""
        return SECRET.sub(r"\1…", TOKEN.sub("…", super().format(record)))

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802  logging's own name
        """Where it came from and of which kind each error is, without their words."""
        found, error = list[str](), ei[1]
        while error is not None:
            places = traceback.format_tb(error.__traceback__)
            found.append("".join(["Traceback:\n", *places, type(error).__name__]))
            hidden = error.__suppress_context__
            error = error.__cause__ or (None if hidden else error.__context__)
        return "\n".join(reversed(found))


def set_up(level: str) -> None:
    """Log to standard error: our own lines from this level on, of libraries only what went wrong.

    At a lower level they say each request with the token in it, each row, each slow call.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    wanted = logging.getLevelNamesMapping()[level.upper()]
    logging.basicConfig(level=max(wanted, logging.WARNING), handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(wanted)
    # It logs whole answers that it could not parse, and those quote what people wrote.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    # What it says of a slow call has what the call was given (PYTHONASYNCIODEBUG).
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    sys.excepthook = _last_words


def _last_words(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """What nobody caught ends the program, and its words stay unsaid, too."""
    log.critical("the program ends", exc_info=(kind, error, trace))


def unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What went wrong in a task that nobody waits for; asyncio itself would quote its result."""
    log.error("%s", context.get("message"), exc_info=context.get("exception"))

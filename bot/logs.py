"""The log: plain lines, and never a token in them, not in a traceback either."""

import logging
import re

TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{30,}")
# A start link's secret opens a circle once: it is for the host's terminal, not for a log.
SECRET = re.compile(r"(\?start=)[A-Za-z0-9_-]+")


class Redacting(logging.Formatter):
    """A Formatter, since a Filter doesn't see tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        """The line with every token taken out."""
        return SECRET.sub(r"\1…", TOKEN.sub("…", super().format(record)))


def set_up(level: str) -> None:
    """Log to standard error. What libraries say of each request stays unsaid: it has the token."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "apscheduler", "alembic", "aiohttp"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # It logs whole answers that it could not parse, and those quote what people wrote.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)

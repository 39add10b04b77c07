"""What each test, or each bot that is forked, would do again with the same result: done once."""

import functools
import gc
import importlib
import ssl

from sqlalchemy.orm import configure_mappers
from telegram.request import HTTPXRequest

from care import words

# Imported by a bot only when it needs them: 50 ms for each that is forked.
LATE = ("anyio._backends._asyncio", "apscheduler.triggers.cron", "h11", "httpcore")


def warm() -> None:
    """Read the catalogue and this machine's certificates, finish the models."""
    words.say(words.ENGLISH, "host.no_token")
    configure_mappers()
    for module in LATE:
        importlib.import_module(module)
    # 35 ms for each HTTP client, and no test speaks TLS.
    vars(ssl)["create_default_context"] = functools.cache(ssl.create_default_context)
    HTTPXRequest()


def settle_memory() -> None:
    """What is loaded now stays: the collector needn't walk a million objects again and again."""
    gc.collect()
    gc.freeze()

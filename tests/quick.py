"""What each test, or each bot that is forked, would do again with the same result: done once."""

import functools
import gc
import importlib
import ssl

from sqlalchemy.orm import configure_mappers

from care import words

# Imported by a bot only when it needs it: some ms for each that is forked.
LATE = ("apscheduler.triggers.cron",)


def warm() -> None:
    """Read the catalogue, finish the models."""
    words.say(words.ENGLISH, "host.no_token")
    configure_mappers()
    for module in LATE:
        importlib.import_module(module)
    # 35 ms for each of python-telegram-bot's own HTTP clients, and no test of them speaks TLS.
    vars(ssl)["create_default_context"] = functools.cache(ssl.create_default_context)


def settle_memory() -> None:
    """What is loaded now stays: the collector needn't walk a million objects again and again."""
    gc.collect()
    gc.freeze()

"""What each test would do again with the same result: done once a process."""

import functools
import gc
import ssl

from sqlalchemy.orm import configure_mappers

from care import words


def warm() -> None:
    """Read the catalogue and this machine's certificates, finish the models: once."""
    words.say(words.ENGLISH, "host.no_token")
    configure_mappers()
    # 35 ms for each HTTP client, and no test speaks TLS.
    vars(ssl)["create_default_context"] = functools.cache(ssl.create_default_context)


def settle_memory() -> None:
    """What is loaded now stays: the collector needn't walk a million objects again and again."""
    gc.collect()
    gc.freeze()

"""What simulated people did, as it can be found again in the bot's rows."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """One tap, one message, one block: at true time (UTC), by whom (a Telegram id).

    `kind` is one of tap, old tap, forged tap, words, place, blocks, unblocks; a tap has the message
    it was on, the button's data and its label, words have the words as `data`. `update_id` is that
    of the update the bot gets of it (a row of `seen`, and of an answer, holds it).
    """

    at: dt.datetime
    family: int
    person: int
    kind: str
    update_id: int
    data: str = ""
    label: str = ""
    message_id: int | None = None
    query_id: str | None = None

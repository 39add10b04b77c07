"""Ways to break a forked bot, so that the crash run can be seen to notice."""

import datetime as dt
import sys
from typing import Any

from bot import __main__ as bot
from bot import intake
from care import store
from care.flows import due
from care.store import due as claiming
from tests.endtoend.points import put_in


def _confirms_first() -> None:
    """As stock polling does: Telegram forgets an update before the rows have it."""
    take = intake.Intake._take

    async def takes(self: intake.Intake, batch: list[dict[str, Any]]) -> None:
        if batch:
            asked = {"offset": batch[-1]["update_id"] + 1, "limit": 1, "timeout": 0}
            await self._bot.do_api_request("getUpdates", api_kwargs=asked)
        await take(self, batch)

    put_in(intake.Intake, _take=takes)


def _forgets_updates() -> None:
    """What came before is taken in again."""
    vars(store)["first_time"] = lambda *_: True


def _repeats_the_digest() -> None:
    """Sent again where nobody knows whether it arrived."""
    vars(due)["A_DAY"] = ()


def _claims_without_a_lease() -> None:
    """What is claimed stays as due as it was, for whoever looks next."""
    vars(claiming)["LEASE"] = dt.timedelta()


WAYS = {
    "claims without a lease": _claims_without_a_lease,
    "confirms first": _confirms_first,
    "forgets updates": _forgets_updates,
    "repeats the digest": _repeats_the_digest,
}


def main() -> int:
    """`python -m tests.endtoend.sabotage WAY run`: the bot, broken in that way."""
    WAYS[sys.argv.pop(1)]()
    return bot.main()


if __name__ == "__main__":
    sys.exit(main())

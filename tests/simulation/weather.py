"""What goes wrong between the bot and its Telegram, drawn from the seed."""

import random
from collections import Counter
from dataclasses import dataclass, field

# A call meets one of these, so often in a thousand. The first five took nothing along.
REFUSED = {"no connection": 4, "429": 4, "500": 3, "502": 3, "closed before": 4, "hangs before": 2}
TOOK = {"closed after": 4, "hangs after": 2, "truncated": 3}
KINDS = {**REFUSED, **TOOK}
GET_UPDATES = "getUpdates"


@dataclass
class Weather:
    """Faults by chance, times without any network, and a Telegram that is down."""

    rng: random.Random
    calm: bool = False
    down_until: float = 0.0
    met: Counter[str] = field(default_factory=Counter)

    def meets(self, method: str, now: float) -> str | None:
        """What a call meets at this moment of true time (seconds); mostly nothing."""
        if now < self.down_until:
            kind = self.rng.choice(("no connection", "no connection", "502", "hangs before"))
        elif self.calm or self.rng.random() * 1000 >= sum(KINDS.values()):
            return None
        else:
            kind = self.rng.choices(list(KINDS), list(KINDS.values()))[0]
        if method == GET_UPDATES and kind == "429":
            kind = "500"
        self.met[kind] += 1
        return kind

    def seconds(self) -> float:
        """How long one way takes."""
        return self.rng.choice((0.02, 0.05, 0.05, 0.1, 0.4))

"""How far one bot token reaches: `python -m tools.ceiling`, the arithmetic of docs/hosting.md.

Telegram counts a bot's messages a second, so what is sent at the same minute to many comes to the
last of them later. Nothing here is measured; what was measured is `make bench`.
"""

import argparse
import math

DAY = 24 * 60 * 60
MINUTE = 60
# A prompt that is two hours late isn't sent any more (care/flows/planner.py).
WINDOW = 2 * 60 * MINUTE
# Telegram's fee for a message beyond the free ceiling, in its Stars, and what it allows then.
PAID_A_SECOND = 1000
STARS = 0.1


def lines(circles: int, messages: int, share: float, late: int, rate: int) -> list[tuple[str, str]]:
    """What is printed: the words, and the figure.

    `share` of the circles are prompted at the busiest minute, of whom the last is to be at most
    `late` minutes late. `messages` are a circle's on one day, edits of its cards among them.
    """
    burst = math.ceil(circles * share)
    by_day = math.ceil(circles * messages / (rate * DAY))
    by_burst = math.ceil(burst / (rate * late * MINUTE))
    return [
        ("one token, a minute", f"{rate * MINUTE:,}"),
        ("one token, the 2 hours in which a prompt may come", f"{rate * WINDOW:,}"),
        ("one token, a day", f"{rate * DAY:,}"),
        (f"messages a day, {circles:,} circles of {messages}", f"{circles * messages:,}"),
        ("tokens for that", f"{by_day:,}"),
        (f"prompts at the busiest minute, {share:.0%} of the circles", f"{burst:,}"),
        ("with one token the last comes after, minutes", f"{burst / rate / MINUTE:,.0f}"),
        (f"tokens, so that the last comes after {late} minutes", f"{by_burst:,}"),
        ("circles a token then", f"{circles // max(by_day, by_burst):,}"),
        ("with paid broadcasts, one token, minutes", f"{burst / PAID_A_SECOND / MINUTE:,.1f}"),
        ("their fee for these prompts, Stars a day", f"{burst * STARS:,.0f}"),
    ]


def main() -> None:
    """Print it, for other numbers than the document's, too."""
    parser = argparse.ArgumentParser(prog="python -m tools.ceiling")
    parser.add_argument("--circles", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=10, help="a circle's on one day")
    parser.add_argument("--share", type=float, default=0.2, help="prompted at the busiest minute")
    parser.add_argument("--late", type=int, default=5, help="minutes, for the last of them")
    parser.add_argument("--rate", type=int, default=30, help="messages a second for one token")
    found = lines(**vars(parser.parse_args()))
    width = max(len(words) for words, _ in found)
    for words, figure in found:
        print(f"{words:<{width}} {figure:>12}")


if __name__ == "__main__":
    main()
